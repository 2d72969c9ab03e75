import { DamagedMessage, WireReader, WireType } from './wire';

/** Called with the four words of a trace ID. */
export type FoundTrace = (word0: number, word1: number, word2: number, word3: number) => void;

/** Tags on the way from ResourceSpans to a trace ID: scope_spans=2, spans=2, trace_id=1. */
const WAY = [0x12, 0x12, 0x0a];

/**
 * Names the traces in a ResourceSpans message that is damaged or cut off, as far as IDs can still be read in it: each
 * of them has lost something. A trace may be named more than once.
 */
export function tracesIn(bytes: Uint8Array, start: number, end: number, found: FoundTrace): void {
  const reader = new WireReader();
  reader.bytes = bytes;
  search(reader, start, end, 0, found);
}

/** Goes as far as the fields can be told apart; a field that reaches beyond the message is taken to end with it. */
function search(reader: WireReader, start: number, end: number, level: number, found: FoundTrace): void {
  reader.position = start;
  try {
    while (reader.position < end) {
      const tag = reader.tag(end);
      if ((tag & 7) !== WireType.BYTES) {
        reader.skip(tag, end);
        continue;
      }
      const length = reader.varint(end);
      const first = reader.position;
      const last = Math.min(end, first + length);
      if (tag === WAY[level]) {
        if (level < 2) search(reader, first, last, level + 1, found);
        else if (last - first === 16) tell(reader.bytes, first, found);
      }
      reader.position = last;
    }
  } catch (error) {
    // Damage is why this is called; what stands after it on this level cannot be found.
    if (!(error instanceof DamagedMessage)) throw error;
  }
}

function tell(bytes: Uint8Array, position: number, found: FoundTrace): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset + position, 16);
  found(view.getUint32(0), view.getUint32(4), view.getUint32(8), view.getUint32(12));
}
