/** How many messages deep the look goes: ResourceSpans, Resource, KeyValue and its value; or a span's fields. */
const MOST_DEPTH = 3;
/** Bytes of a length of up to 2 GiB. */
const MOST_LENGTH_BYTES = 5;
/** By depth: tags with which such a message begins in practice. */
const BEGINNINGS: readonly (readonly number[])[] = [
  // ResourceSpans: resource or scope_spans or schema_url.
  [0x0a, 0x12, 0x1a],
  // Resource: attributes, dropped_attributes_count, entity_refs. ScopeSpans: scope, spans, schema_url.
  [0x0a, 0x10, 0x12, 0x1a],
  // KeyValue: key or value. InstrumentationScope and Span: name, version, IDs. LogRecord: time, severity, body.
  [0x09, 0x0a, 0x10, 0x12, 0x1a, 0x20, 0x2a, 0x59],
];

/**
 * Whether bytes look like a protobuf request of OTLP: a field 1 that holds a message that begins as one of
 * ResourceSpans begins, and so on inwards, each within the length of the one around it. That the outermost one is
 * longer than what is there says nothing: the rest may follow, or be cut off.
 */
export function looksLikeRequest(head: Uint8Array): boolean {
  let position = 0;
  while (head[position] === 0x0a && head[position + 1] === 0) position += 2;
  if (position > 0 && position === head.length) return true;
  return head[position] === 0x0a && isPlausible(head, position, Number.POSITIVE_INFINITY, 0);
}

/** Whether a field of bytes at `position` ends within `limit` and begins as a message of that depth. */
function isPlausible(head: Uint8Array, position: number, limit: number, depth: number): boolean {
  const length = lengthAt(head, position + 1);
  if (length === null) return depth > 0 && head.length - position < MOST_LENGTH_BYTES;
  const end = length.next + length.value;
  if (end > limit || length.value > 0x7fff_ffff) return false;
  const tag = head[length.next];
  if (tag === undefined) return depth > 0;
  if (length.value === 0 || depth === MOST_DEPTH) return true;
  if (!BEGINNINGS[depth]!.includes(tag)) return false;
  return (tag & 7) !== 2 || isPlausible(head, length.next, end, depth + 1);
}

function lengthAt(
  head: Uint8Array,
  position: number,
): { readonly value: number; readonly next: number } | null {
  let value = 0;
  for (let count = 0; count < MOST_LENGTH_BYTES; count++) {
    const byte = head[position + count];
    if (byte === undefined) return null;
    value += (byte & 0x7f) * 128 ** count;
    if (byte < 0x80) return { value, next: position + count + 1 };
  }
  return null;
}
