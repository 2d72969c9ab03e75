/**
 * The columns of spans as decoders write them. One row is one span; columns of width 2 or 4 hold that many words a row.
 */
export interface SpanColumns {
  /** 4 words. */
  traceId: Uint32Array;
  /** 2 words. */
  spanId: Uint32Array;
  /** 2 words; both zero: no parent. */
  parentId: Uint32Array;
  /** 2 words, nanoseconds since the epoch. */
  start: Uint32Array;
  /** 2 words, nanoseconds since the epoch. */
  end: Uint32Array;
  /** Number in the resource pool. */
  resource: Uint32Array;
  /** Number in the string pool. */
  name: Uint32Array;
  /** Of CLIENT and PRODUCER spans: whom they call, as their attributes name it; number in the string pool. */
  peer: Uint32Array;
  /** Number of the object that the span was read from. */
  object: Uint32Array;
  /** Bits of Span.flags, the lower 16. */
  flags: Uint16Array;
  /** Bits of Fact. */
  facts: Uint16Array;
  /** Declared rejection threshold (`ot=th:` in tracestate): its first 16 bits plus 1; 0 where none is declared. */
  threshold: Uint16Array;
  /** Kind. */
  kind: Uint8Array;
}

/** Words (elements) a row of each column. */
export const WIDTHS: Readonly<Record<keyof SpanColumns, number>> = {
  traceId: 4,
  spanId: 2,
  parentId: 2,
  start: 2,
  end: 2,
  resource: 1,
  name: 1,
  peer: 1,
  object: 1,
  flags: 1,
  facts: 1,
  threshold: 1,
  kind: 1,
};

/** Names of the columns. */
export const COLUMN_NAMES: readonly (keyof SpanColumns)[] = [
  'traceId',
  'spanId',
  'parentId',
  'start',
  'end',
  'resource',
  'name',
  'peer',
  'object',
  'flags',
  'facts',
  'threshold',
  'kind',
];

/** Trace IDs of rows, or of traces: 4 words each. */
export type TraceIds = Pick<SpanColumns, 'traceId'>;

/** Where columns get their memory, by the name of each. */
export interface Room {
  newWords(count: number, name: keyof SpanColumns): Uint32Array;
  newHalves(count: number, name: keyof SpanColumns): Uint16Array;
  newOctets(count: number, name: keyof SpanColumns): Uint8Array;
}

/** The heap of JavaScript. */
const HEAP: Room = {
  newWords: (count) => new Uint32Array(count),
  newHalves: (count) => new Uint16Array(count),
  newOctets: (count) => new Uint8Array(count),
};

/** Columns with room for `rows` spans; all zero, unless the room has something there. */
export function createColumns(rows: number, room: Room = HEAP): SpanColumns {
  return {
    traceId: room.newWords(rows * 4, 'traceId'),
    spanId: room.newWords(rows * 2, 'spanId'),
    parentId: room.newWords(rows * 2, 'parentId'),
    start: room.newWords(rows * 2, 'start'),
    end: room.newWords(rows * 2, 'end'),
    resource: room.newWords(rows, 'resource'),
    name: room.newWords(rows, 'name'),
    peer: room.newWords(rows, 'peer'),
    object: room.newWords(rows, 'object'),
    flags: room.newHalves(rows, 'flags'),
    facts: room.newHalves(rows, 'facts'),
    threshold: room.newHalves(rows, 'threshold'),
    kind: room.newOctets(rows, 'kind'),
  };
}

/** Copies the rows `[from, to)` of some columns to `row` of others. */
export function copyRows<Name extends keyof SpanColumns>(
  source: Pick<SpanColumns, Name>,
  from: number,
  to: number,
  target: Pick<SpanColumns, Name>,
  row: number,
  names: readonly Name[],
): void {
  for (const name of names) {
    const width = WIDTHS[name];
    target[name].set(source[name].subarray(from * width, to * width), row * width);
  }
}

/** Copies row `from` of `source` over row `to` of `target`, which may be the same columns. */
export function copyRow(source: SpanColumns, from: number, target: SpanColumns, to: number): void {
  if (source === target && from === to) return;
  for (let word = 0; word < 4; word++) target.traceId[to * 4 + word] = source.traceId[from * 4 + word]!;
  for (let word = 0; word < 2; word++) {
    target.spanId[to * 2 + word] = source.spanId[from * 2 + word]!;
    target.parentId[to * 2 + word] = source.parentId[from * 2 + word]!;
    target.start[to * 2 + word] = source.start[from * 2 + word]!;
    target.end[to * 2 + word] = source.end[from * 2 + word]!;
  }
  target.resource[to] = source.resource[from]!;
  target.name[to] = source.name[from]!;
  target.peer[to] = source.peer[from]!;
  target.object[to] = source.object[from]!;
  target.flags[to] = source.flags[from]!;
  target.facts[to] = source.facts[from]!;
  target.threshold[to] = source.threshold[from]!;
  target.kind[to] = source.kind[from]!;
}

/** Makes a row all zero. */
export function clearRow(columns: SpanColumns, row: number): void {
  for (let word = row * 4; word < row * 4 + 4; word++) columns.traceId[word] = 0;
  for (let word = row * 2; word < row * 2 + 2; word++) {
    columns.spanId[word] = 0;
    columns.parentId[word] = 0;
    columns.start[word] = 0;
    columns.end[word] = 0;
  }
  columns.resource[row] = 0;
  columns.name[row] = 0;
  columns.peer[row] = 0;
  columns.object[row] = 0;
  columns.flags[row] = 0;
  columns.facts[row] = 0;
  columns.threshold[row] = 0;
  columns.kind[row] = 0;
}
