/** Whether a name fits a pattern in which `*` stands for any text and all else for itself. */
export function matchesGlob(pattern: string, name: string): boolean {
  const parts = pattern.split('*');
  const first = parts[0] ?? '';
  const last = parts.at(-1) ?? '';
  if (parts.length === 1) return pattern === name;
  if (!name.startsWith(first) || !name.endsWith(last) || name.length < first.length + last.length)
    return false;
  // Each middle part at its earliest place: one pass, where a regular expression could take exponential time.
  const end = name.length - last.length;
  let place = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = name.indexOf(part, place);
    if (found < 0 || found + part.length > end) return false;
    place = found + part.length;
  }
  return true;
}
