import type { SpanColumns } from './columns';
import { mix32, murmurRound } from './words';

/** Rows of a table sorted into traces: `order[start[t]] ... order[start[t + 1] - 1]` are the rows of trace t. */
export interface Grouping {
  readonly traceCount: number;
  /** Trace number of each row; traces are numbered as they first appear. */
  readonly traceOf: Uint32Array;
  /** First row of each trace. */
  readonly firstRow: Uint32Array;
}

/** Numbers the traces of the first `length` rows. Open addressing over the four words; linear in the rows. */
export function groupByTrace(columns: SpanColumns, length: number): Grouping {
  const { traceId } = columns;
  const traceOf = new Uint32Array(length);
  let firstRow = new Uint32Array(1024);
  let slots = new Int32Array(4096).fill(-1);
  let mask = slots.length - 1;
  let traceCount = 0;
  for (let row = 0; row < length; row++) {
    // Spans of one trace often stand together.
    if (row > 0 && sameTrace(traceId, row, row - 1)) {
      traceOf[row] = traceOf[row - 1]!;
      continue;
    }
    let slot = hashTrace(traceId, row) & mask;
    let trace = slots[slot]!;
    while (trace >= 0 && !sameTrace(traceId, row, firstRow[trace]!)) {
      slot = (slot + 1) & mask;
      trace = slots[slot]!;
    }
    if (trace < 0) {
      trace = traceCount++;
      if (trace === firstRow.length) firstRow = doubled(firstRow);
      firstRow[trace] = row;
      slots[slot] = trace;
      if (traceCount * 2 > slots.length) {
        slots = rehash(traceId, firstRow, traceCount, slots.length * 2);
        mask = slots.length - 1;
      }
    }
    traceOf[row] = trace;
  }
  return { traceCount, traceOf, firstRow };
}

function rehash(
  traceId: Uint32Array,
  firstRow: Uint32Array,
  traceCount: number,
  size: number,
): Int32Array<ArrayBuffer> {
  const slots = new Int32Array(size).fill(-1);
  for (let trace = 0; trace < traceCount; trace++) {
    let slot = hashTrace(traceId, firstRow[trace]!) & (size - 1);
    while (slots[slot]! >= 0) slot = (slot + 1) & (size - 1);
    slots[slot] = trace;
  }
  return slots;
}

function doubled(numbers: Uint32Array): Uint32Array<ArrayBuffer> {
  const larger = new Uint32Array(numbers.length * 2);
  larger.set(numbers);
  return larger;
}

function sameTrace(traceId: Uint32Array, a: number, b: number): boolean {
  const i = a * 4;
  const j = b * 4;
  return (
    traceId[i + 3] === traceId[j + 3] &&
    traceId[i + 2] === traceId[j + 2] &&
    traceId[i + 1] === traceId[j + 1] &&
    traceId[i] === traceId[j]
  );
}

function hashTrace(traceId: Uint32Array, row: number): number {
  const i = row * 4;
  let hash = murmurRound(0x9747b28c, traceId[i]!);
  hash = murmurRound(hash, traceId[i + 1]!);
  hash = murmurRound(hash, traceId[i + 2]!);
  return mix32(murmurRound(hash, traceId[i + 3]!));
}
