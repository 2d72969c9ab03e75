/**
 * The columns of spans. One row is one span; columns of width 2 or 4 hold that many words a row.
 * Batches (fresh from a decoder) have all of these columns, the corpus (sorted into traces) most of them.
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

/**
 * What is left when spans are sorted by trace: the ID stands with the trace, and which object a span came from is not
 * asked any more.
 */
export type SortedColumns = Omit<SpanColumns, 'traceId' | 'object'>;

/** Bytes that one row of a corpus takes: its columns, the number of its service, and the row of its parent. */
export const BYTES_PER_ASSEMBLED_ROW = 4 * (2 + 2 + 2 + 2 + 1 + 1 + 1) + 2 * 3 + 1 + 4 + 4;

/** Columns with room for `rows` spans, all zero. */
export function createColumns(rows: number): SpanColumns {
  return {
    traceId: new Uint32Array(rows * 4),
    spanId: new Uint32Array(rows * 2),
    parentId: new Uint32Array(rows * 2),
    start: new Uint32Array(rows * 2),
    end: new Uint32Array(rows * 2),
    resource: new Uint32Array(rows),
    name: new Uint32Array(rows),
    peer: new Uint32Array(rows),
    object: new Uint32Array(rows),
    flags: new Uint16Array(rows),
    facts: new Uint16Array(rows),
    threshold: new Uint16Array(rows),
    kind: new Uint8Array(rows),
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
