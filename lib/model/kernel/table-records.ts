import type { TableExports } from './table-kernel';

/** Words of a record (kernel/table/records.ts), and where in them each column stands that is read here. */
export const RECORD_WORDS = 16;
export const RecordWord = {
  SPAN_ID: 0,
  PARENT_ID: 2,
  START: 4,
  END: 6,
  TRACE: 8,
  NAME: 9,
  RESOURCE: 10,
  PEER: 11,
  OBJECT: 12,
} as const;

/** Where in a record the smaller fields stand, in bytes. */
export const RECORD_FLAGS = 52;
export const RECORD_FACTS = 54;
export const RECORD_THRESHOLD = 56;
export const RECORD_KIND = 58;

/** Words of a trace's entry (kernel/table/traces.ts): its ID, and one that is written here. */
const ENTRY_WORDS = 6;
const ENTRY_WORD = 5;

/** Some records of a table, one after another. */
export interface RecordBlock {
  /** RECORD_WORDS for each record. */
  readonly words: Uint32Array;
  readonly bytes: Uint8Array;
  readonly rows: number;
}

/** The records of a table, for the rare cases in which they are not read by the kernel itself. */
export function recordBlocks(kernel: TableExports, buffer: SharedArrayBuffer): RecordBlock[] {
  const { length, BLOCKS, BLOCK_ROWS } = kernel;
  return addresses(buffer, BLOCKS.value, length.value, BLOCK_ROWS.value).map(({ address, count }) => ({
    words: new Uint32Array(buffer, address, count * RECORD_WORDS),
    bytes: new Uint8Array(buffer, address, count * RECORD_WORDS * 4),
    rows: count,
  }));
}

/** The IDs of the traces of a table, by their numbers: 4 words each, a copy. */
export function idsOfTraces(kernel: TableExports, buffer: SharedArrayBuffer): Uint32Array {
  const ids = new Uint32Array(kernel.traceCount.value * 4);
  eachEntry(kernel, buffer, (entries, at, trace) => {
    for (let word = 0; word < 4; word++) ids[trace * 4 + word] = entries[at + word]!;
  });
  return ids;
}

/** Writes a word into the entry of each trace. */
export function setTraceWords(
  kernel: TableExports,
  buffer: SharedArrayBuffer,
  wordOf: (trace: number) => number,
): void {
  eachEntry(kernel, buffer, (entries, at, trace) => {
    entries[at + ENTRY_WORD] = wordOf(trace);
  });
}

function eachEntry(
  kernel: TableExports,
  buffer: SharedArrayBuffer,
  visit: (entries: Uint32Array, at: number, trace: number) => void,
): void {
  const { traceCount, TRACE_BLOCKS, BLOCK_TRACES } = kernel;
  let trace = 0;
  for (const { address, count } of addresses(
    buffer,
    TRACE_BLOCKS.value,
    traceCount.value,
    BLOCK_TRACES.value,
  )) {
    const entries = new Uint32Array(buffer, address, count * ENTRY_WORDS);
    for (let index = 0; index < count; index++) visit(entries, index * ENTRY_WORDS, trace++);
  }
}

/** Where `total` things stand, `each` in a block: the addresses of the blocks are at `list`. */
function addresses(buffer: SharedArrayBuffer, list: number, total: number, each: number) {
  const blocks = new Uint32Array(buffer, list, Math.ceil(total / each));
  return Array.from(blocks, (address, block) => ({ address, count: Math.min(each, total - block * each) }));
}
