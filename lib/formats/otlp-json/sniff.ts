/** A list of groups, of any signal: what every OTLP document has. */
const GROUPS = /"(?:resource_?(?:Spans|Logs|Metrics)|batches)"\s*:\s*(?:\[|null)/i;
/** Nothing but documents without any member. */
const EMPTY = /^(?:\{\s*\}\s*)+$/;
/** An answer of Tempo or Jaeger without spans. */
const EMPTY_ANSWER = /^\{\s*"(?:trace|result)"\s*:\s*\{/;

/** Whether an object that begins with these bytes holds OTLP JSON. */
export function looksLikeOtlpJson(head: Uint8Array, whole: boolean): boolean {
  const text = Buffer.from(head.buffer, head.byteOffset, head.length)
    .toString('latin1')
    .replace(/^\u00ef\u00bb\u00bf/, '')
    .trimStart();
  if (!/^[{[]/.test(text)) return false;
  return GROUPS.test(text) || EMPTY_ANSWER.test(text) || (whole && EMPTY.test(text));
}
