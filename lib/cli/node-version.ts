/** The oldest Node that has what is used: zstd in node:zlib. The same as `engines` in package.json. */
const OLDEST = [22, 15] as const;

/** One line for people whose Node is too old; null where it is not. */
export function describeOldNode(version: string): string | null {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  if (major > OLDEST[0] || (major === OLDEST[0] && minor >= OLDEST[1])) return null;
  return `tracewarden: needs Node ${OLDEST.join('.')} or newer, and this is Node ${version}`;
}
