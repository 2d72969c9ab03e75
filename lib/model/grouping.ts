import type { SpanTable } from './table';
import { mix32, murmurRound } from './words';

/** The traces of a table, numbered as they first appear. */
export interface Grouping {
  readonly traceCount: number;
  /** Trace number of each row of the table. */
  readonly traceOf: Uint32Array;
  /** Four words for each trace. */
  readonly traceIds: Uint32Array;
}

/** Numbers the traces of a table. Linear in the rows. */
export function groupByTrace(table: SpanTable): Grouping {
  const traceOf = new Uint32Array(table.length);
  const index = new TraceIndex();
  let row = 0;
  for (const { columns, length } of table.chunks) {
    const { traceId } = columns;
    for (let at = 0; at < length; at++) {
      // Spans of one trace often stand together.
      traceOf[row] =
        at > 0 && isAsBefore(traceId, at * 4) ? traceOf[row - 1]! : index.number(traceId, at * 4);
      row++;
    }
  }
  return { traceCount: index.count, traceOf, traceIds: index.ids };
}

function isAsBefore(words: Uint32Array, at: number): boolean {
  return (
    words[at + 3] === words[at - 1] &&
    words[at + 2] === words[at - 2] &&
    words[at + 1] === words[at - 3] &&
    words[at] === words[at - 4]
  );
}

/** Trace IDs as numbers: open addressing over their four words. */
class TraceIndex {
  count = 0;
  ids = new Uint32Array(4096);
  private slots = new Int32Array(4096).fill(-1);

  /** The number of the trace ID at `words[at]`; the next free one where it is new. */
  number(words: Uint32Array, at: number): number {
    const { ids, slots } = this;
    const mask = slots.length - 1;
    let slot = hashOf(words, at) & mask;
    for (let trace = slots[slot]!; trace >= 0; trace = slots[slot]!) {
      const own = trace * 4;
      if (
        ids[own + 3] === words[at + 3] &&
        ids[own + 2] === words[at + 2] &&
        ids[own + 1] === words[at + 1] &&
        ids[own] === words[at]
      ) {
        return trace;
      }
      slot = (slot + 1) & mask;
    }
    slots[slot] = this.count;
    return this.add(words, at);
  }

  private add(words: Uint32Array, at: number): number {
    const trace = this.count++;
    if (this.count * 4 > this.ids.length) {
      const larger = new Uint32Array(this.ids.length * 2);
      larger.set(this.ids);
      this.ids = larger;
    }
    for (let word = 0; word < 4; word++) this.ids[trace * 4 + word] = words[at + word]!;
    if (this.count * 2 > this.slots.length) this.rehash(this.slots.length * 2);
    return trace;
  }

  private rehash(size: number): void {
    const slots = new Int32Array(size).fill(-1);
    for (let trace = 0; trace < this.count; trace++) {
      let slot = hashOf(this.ids, trace * 4) & (size - 1);
      while (slots[slot]! >= 0) slot = (slot + 1) & (size - 1);
      slots[slot] = trace;
    }
    this.slots = slots;
  }
}

function hashOf(words: Uint32Array, at: number): number {
  let hash = murmurRound(0x9747b28c, words[at]!);
  hash = murmurRound(hash, words[at + 1]!);
  hash = murmurRound(hash, words[at + 2]!);
  return mix32(murmurRound(hash, words[at + 3]!));
}
