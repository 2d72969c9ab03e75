/** Times of the report, which are RFC 3339 in UTC (see fields.ts), as people read them. */

/** `2026-11-20 14:02:11 UTC`. */
export function formatInstant(iso: string): string {
  return `${dayOf(iso)} ${timeOf(iso)} UTC`;
}

/** `2026-11-20 14:02:11 to 14:58:40 UTC`, with the second day only where it is another. */
export function formatPeriod(first: string, last: string): string {
  if (first === last) return formatInstant(first);
  const end = dayOf(first) === dayOf(last) ? timeOf(last) : `${dayOf(last)} ${timeOf(last)}`;
  const start = `${dayOf(first)} ${timeOf(first)}`;
  return start.endsWith(end) ? formatInstant(first) : `${start} to ${end} UTC`;
}

function dayOf(iso: string): string {
  return iso.slice(0, 10);
}

function timeOf(iso: string): string {
  return iso.slice(11, 19);
}
