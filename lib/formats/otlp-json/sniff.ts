/** A list of groups, of any signal: what every OTLP document has. */
const GROUPS = /"(?:resource_?(?:Spans|Logs|Metrics)|batches)"\s*:\s*(?:\[|null)/i;
/** Nothing but documents without any member. */
const EMPTY = /^(?:\{\s*\}\s*)+$/;
/** An answer of Tempo or Jaeger without spans. */
const EMPTY_ANSWER = /^\{\s*"(?:trace|result)"\s*:\s*\{/;

/** Bytes within which that list nearly always begins; a text of all bytes costs more than all else of a small object. */
const BEGINNING = 4096;

/** Whether an object that begins with these bytes holds OTLP JSON. */
export function looksLikeOtlpJson(head: Uint8Array, whole: boolean): boolean {
  const isLikely = (text: string) => /^[{[]/.test(text) && GROUPS.test(text);
  if (isLikely(textOf(head.subarray(0, BEGINNING)))) return true;
  const text = textOf(head);
  return isLikely(text) || EMPTY_ANSWER.test(text) || (whole && EMPTY.test(text));
}

/** Without a byte order mark and white space before it. */
function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
    .toString('latin1')
    .replace(/^\u00ef\u00bb\u00bf/, '')
    .trimStart();
}
