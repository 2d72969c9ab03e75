import { SpanBatch } from '../../lib/model/batch';
import { COLUMN_NAMES, createColumns, WIDTHS } from '../../lib/model/columns';
import { RECORD_WORDS, RecordWord } from '../../lib/model/kernel/table-records';
import { PoolMap } from '../../lib/model/pool-map';
import { ResourcePool } from '../../lib/model/resources';
import { StringPool } from '../../lib/model/strings';
import { SpanTable } from '../../lib/model/table';
import { hexOfWords } from '../../lib/model/words';
import { appendTo, fillBatch } from './spans';

const newBatch = () => new SpanBatch(new StringPool(), new ResourcePool(), 1);

describe('columns', () => {
  test('have their names and widths', () => {
    expect([...COLUMN_NAMES].sort()).toEqual(Object.keys(WIDTHS).sort());
    expect(Object.keys(createColumns(1)).sort()).toEqual([...COLUMN_NAMES].sort());
  });
});

describe('SpanBatch', () => {
  test('grows, keeps what was written, and takes rows back', () => {
    const batch = newBatch();
    fillBatch(batch, [
      { trace: '1', id: 'a', object: 7 },
      { trace: '2', id: 'b', facts: 3, flags: 0x301 },
      { trace: '3', id: 'c' },
    ]);
    expect(batch.length).toBe(3);
    expect(hexOfWords(batch.columns.traceId, 4, 4)).toBe('2'.padStart(32, '0'));
    expect([batch.columns.object[0], batch.columns.facts[1], batch.columns.flags[1]]).toEqual([7, 3, 0x301]);
    batch.truncate(1);
    const row = batch.next();
    expect(row).toBe(1);
    for (const name of COLUMN_NAMES) {
      const width = WIDTHS[name];
      expect([...batch.columns[name].subarray(width, 2 * width)]).toEqual(Array(width).fill(0));
    }
  });

  test('retains some rows in order, and begins anew when taken', () => {
    const batch = newBatch();
    fillBatch(
      batch,
      ['a', 'b', 'c', 'd'].map((id) => ({ trace: id, id })),
    );
    batch.retain(({ traceId }, row) => traceId[row * 4 + 3]! % 2 === 0);
    expect([...batch.columns.spanId.subarray(0, 4)]).toEqual([0, 10, 0, 12]);
    const taken = batch.take();
    expect(taken.length).toBe(2);
    expect(batch.length).toBe(0);
    expect(batch.columns.spanId).not.toBe(taken.columns.spanId);
  });

  test('uses columns that are given back again, all zero', () => {
    const batch = new SpanBatch(new StringPool(), new ResourcePool(), 2);
    const spans = [
      { trace: '1', id: 'a', object: 7, facts: 3 },
      { trace: '2', id: 'b' },
    ];
    fillBatch(batch, spans);
    const taken = batch.take();
    batch.giveBack(taken.columns);
    batch.take();
    expect(batch.columns).toBe(taken.columns);
    expect([batch.next(), batch.next()]).toEqual([0, 1]);
    for (const name of COLUMN_NAMES)
      expect([...taken.columns[name]].every((value) => value === 0)).toBe(true);
    batch.truncate(0);
    // A batch that grows does so elsewhere, and is then as large as ever.
    fillBatch(batch, [...spans, ...spans]);
    expect(batch.columns).not.toBe(taken.columns);
    const grown = batch.take();
    expect([grown.length, grown.columns.kind.length, batch.columns]).toEqual([4, 4, taken.columns]);
    batch.giveBack(grown.columns);
    batch.take();
    expect(batch.columns).not.toBe(grown.columns);
  });
});

describe('SpanTable', () => {
  test('translates the numbers of each decoder', () => {
    const table = new SpanTable();
    for (const names of [
      ['x', 'y'],
      ['y', 'z', 'x'],
    ]) {
      const batch = newBatch();
      fillBatch(
        batch,
        names.map((name) => ({ trace: '1', id: 'a', name, service: `service ${name}` })),
      );
      const pools = new PoolMap(table);
      pools.extend(batch.strings.textsFrom(1), batch.resources.from(0));
      const { columns, length } = batch.take();
      table.append(columns, length, pools);
    }
    const names = Array.from({ length: 5 }, (_, row) =>
      table.strings.text(cell(table, RecordWord.NAME, row)),
    );
    expect(names).toEqual(['x', 'y', 'y', 'z', 'x']);
    const services = Array.from(
      { length: 5 },
      (_, row) => table.resources.at(cell(table, RecordWord.RESOURCE, row)).service,
    );
    expect(services).toEqual(['service x', 'service y', 'service y', 'service z', 'service x']);
    expect(table.resources.size).toBe(3);
  });

  test('pools may grow between deliveries, and by more than their room', () => {
    const table = new SpanTable();
    const batch = newBatch();
    const pools = new PoolMap(table);
    const name = (number: number) => `name ${number}`;
    for (const [from, to] of [
      [0, 3],
      [3, 900],
    ] as const) {
      const numbers = Array.from({ length: to - from }, (_, index) => from + index);
      const before = [batch.strings.size, batch.resources.size] as const;
      fillBatch(
        batch,
        numbers.map((number) => ({ trace: '1', id: 'a', name: name(number), service: name(number) })),
      );
      pools.extend(batch.strings.textsFrom(before[0]), batch.resources.from(before[1]));
      const { columns, length } = batch.take();
      table.append(columns, length, pools);
    }
    expect(table.strings.text(cell(table, RecordWord.NAME, 899))).toBe('name 899');
    expect(table.resources.at(cell(table, RecordWord.RESOURCE, 2)).service).toBe('name 2');
  });

  test('may be told which rows to take', () => {
    const table = new SpanTable();
    const spans = ['1', '2', '3', '4'].map((trace) => ({ trace, id: 'a', name: `name ${trace}` }));
    appendTo(table, spans, (columns, row) => columns.traceId[row * 4 + 3]! % 2 === 0);
    expect([table.length, table.traceCount]).toEqual([2, 2]);
    expect([0, 1].map((row) => table.strings.text(cell(table, RecordWord.NAME, row)))).toEqual([
      'name 2',
      'name 4',
    ]);
  });

  test('numbers traces as they first appear, and forgets those that go', () => {
    const table = new SpanTable();
    appendTo(
      table,
      ['5', '5', '6', '5'].map((trace) => ({ trace, id: 'a' })),
    );
    appendTo(
      table,
      ['7', '6'].map((trace) => ({ trace, id: 'a' })),
    );
    const numbers = () => traceNumbers(table);
    expect(numbers()).toEqual([0, 0, 1, 0, 2, 1]);
    expect(table.traceCount).toBe(3);
    expect([...table.traceIds()]).toEqual([0, 0, 0, 5, 0, 0, 0, 6, 0, 0, 0, 7]);
    table.retain(({ traceId }, trace) => traceId[trace * 4 + 3] !== 5);
    expect(numbers()).toEqual([0, 1, 0]);
    expect(table.traceCount).toBe(2);
    expect([...table.traceIds()]).toEqual([0, 0, 0, 6, 0, 0, 0, 7]);
  });

  test('drops rows and packs what is left', () => {
    const ids = (from: number) => Array.from({ length: 10 }, (_, number) => (from + number).toString(16));
    const table = new SpanTable();
    for (const from of [1, 11, 21])
      appendTo(
        table,
        ids(from).map((id) => ({ trace: id, id })),
      );
    const kept = () =>
      Array.from({ length: table.length }, (_, row) => cell(table, RecordWord.SPAN_ID + 1, row));
    const numbers = () => traceNumbers(table);
    expect(kept()).toEqual(Array.from({ length: 30 }, (_, number) => number + 1));
    table.retain(({ traceId }, trace) => traceId[trace * 4 + 3]! % 2 === 0);
    expect(kept()).toEqual([2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30]);
    expect(numbers()).toEqual(Array.from({ length: 15 }, (_, number) => number));
    table.retain(({ traceId }, trace) => traceId[trace * 4 + 3]! > 10);
    expect(kept()).toEqual([12, 14, 16, 18, 20, 22, 24, 26, 28, 30]);
    appendTo(table, [
      { trace: '1c', id: '1' },
      { trace: '2', id: '2' },
    ]);
    expect(numbers()).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 8, 10]);
    table.retain(() => true);
    expect(table.length).toBe(12);
    table.retain(() => false);
    expect([table.length, table.traceCount]).toEqual([0, 0]);
    table.retain(() => true);
    appendTo(table, []);
    expect(table.length).toBe(0);
  });

  test('more spans and traces than a block holds: as plain lists would have them', () => {
    // 30,000 spans of 10,000 traces, spread out; a delivery is larger than what the kernel takes at once.
    const spans = Array.from({ length: 30_000 }, (_, number) => ({
      trace: (((number * 7) % 10_000) + 1).toString(16),
      id: (number + 1).toString(16),
    }));
    const table = new SpanTable();
    appendTo(table, spans.slice(0, 9_000));
    appendTo(table, spans.slice(9_000));
    const inOrder = [...new Set(spans.map(({ trace }) => trace))];
    const number = new Map(inOrder.map((trace, index) => [trace, index]));
    expect(traceNumbers(table)).toEqual(spans.map(({ trace }) => number.get(trace)));
    expect(table.traceCount).toBe(10_000);

    const isKept = (trace: string) => Number.parseInt(trace, 16) % 3 === 0;
    table.retain(({ traceId }, trace) => traceId[trace * 4 + 3]! % 3 === 0);
    const kept = spans.filter(({ trace }) => isKept(trace));
    const numberOfKept = new Map(inOrder.filter(isKept).map((trace, index) => [trace, index]));
    expect(table.length).toBe(kept.length);
    expect(traceNumbers(table)).toEqual(kept.map(({ trace }) => numberOfKept.get(trace)));
    expect(spanNumbers(table)).toEqual(kept.map(({ id }) => Number.parseInt(id, 16)));
    expect([...table.traceIds()].filter((_, word) => word % 4 === 3)).toEqual(
      inOrder.filter(isKept).map((trace) => Number.parseInt(trace, 16)),
    );

    // Traces that went come back as new ones, those that stayed keep their numbers.
    appendTo(table, [
      { trace: '1', id: '1' },
      { trace: '3', id: '2' },
    ]);
    expect(traceNumbers(table).slice(-2)).toEqual([3_333, numberOfKept.get('3')]);
  });

  test('says so when it has no room', () => {
    const table = new SpanTable();
    expect(() => table.memory.newBytes(2 ** 32 - 1)).toThrow(
      new RangeError('the span table has no room, with 0 spans'),
    );
  });
});

/** A word of a row's record, wherever its block is. */
function cell(table: SpanTable, word: number, row: number): number {
  let first = 0;
  for (const { words, rows } of table.records()) {
    if (row < first + rows) return words[(row - first) * RECORD_WORDS + word]!;
    first += rows;
  }
  throw new Error(`no row ${row}`);
}

function traceNumbers(table: SpanTable): number[] {
  return wordsOf(table, RecordWord.TRACE);
}

/** The lower words of the span IDs. */
function spanNumbers(table: SpanTable): number[] {
  return wordsOf(table, RecordWord.SPAN_ID + 1);
}

function wordsOf(table: SpanTable, word: number): number[] {
  return table
    .records()
    .flatMap(({ words, rows }) =>
      Array.from({ length: rows }, (_, row) => words[row * RECORD_WORDS + word]!),
    );
}
