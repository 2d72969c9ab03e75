/** A prefix of keys as the folder that it means, with its slash: `traces-old/` is not below `traces`. */
export function folderPrefix(prefix: string): string {
  return prefix === '' || prefix.endsWith('/') ? prefix : `${prefix}/`;
}
