import { SpanBatch } from '../../lib/model/batch';
import {
  BYTES_PER_KEPT_ROW,
  BYTES_PER_ROW,
  COLUMN_NAMES,
  createColumns,
  type KeptColumns,
  WIDTHS,
} from '../../lib/model/columns';
import { ResourcePool } from '../../lib/model/resources';
import { StringPool } from '../../lib/model/strings';
import { PoolMap, SpanTable } from '../../lib/model/table';
import { hexOfWords } from '../../lib/model/words';
import { appendTo, fillBatch } from './spans';

const newBatch = () => new SpanBatch(new StringPool(), new ResourcePool(), 1);

describe('columns', () => {
  test('the bytes of a row are those of all columns', () => {
    const columns = createColumns(1);
    const bytes = COLUMN_NAMES.reduce((sum, name) => sum + columns[name].byteLength, 0);
    expect(bytes).toBe(BYTES_PER_ROW);
    // Without 16 bytes of trace ID, and with the 4 of the trace's number.
    expect(BYTES_PER_KEPT_ROW).toBe(bytes - 12);
    expect([...COLUMN_NAMES].sort()).toEqual(Object.keys(WIDTHS).sort());
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
    const names = Array.from({ length: 5 }, (_, row) => table.strings.text(cell(table, 'name', row)));
    expect(names).toEqual(['x', 'y', 'y', 'z', 'x']);
    const services = Array.from(
      { length: 5 },
      (_, row) => table.resources.at(cell(table, 'resource', row)).service,
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
    expect(table.strings.text(cell(table, 'name', 899))).toBe('name 899');
    expect(table.resources.at(cell(table, 'resource', 2)).service).toBe('name 2');
  });

  test('may be told which rows to take', () => {
    const table = new SpanTable();
    const spans = ['1', '2', '3', '4'].map((trace) => ({ trace, id: 'a', name: `name ${trace}` }));
    appendTo(table, spans, (columns, row) => columns.traceId[row * 4 + 3]! % 2 === 0);
    expect([table.length, table.traces.count]).toEqual([2, 2]);
    expect([0, 1].map((row) => table.strings.text(cell(table, 'name', row)))).toEqual(['name 2', 'name 4']);
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
    expect(table.chunks.map(({ trace }) => [...trace])).toEqual([
      [0, 0, 1, 0],
      [2, 1],
    ]);
    expect(table.traces.count).toBe(3);
    table.retain(({ traceId }, trace) => traceId[trace * 4 + 3] !== 5);
    expect(table.chunks.map(({ trace, length }) => [...trace.subarray(0, length)])).toEqual([[0, 1, 0]]);
    expect(table.traces.count).toBe(2);
  });

  test('drops rows and packs what is left', () => {
    const ids = (from: number) => Array.from({ length: 10 }, (_, number) => (from + number).toString(16));
    const table = new SpanTable();
    for (const from of [1, 11, 21])
      appendTo(
        table,
        ids(from).map((id) => ({ trace: id, id })),
      );
    const kept = () => Array.from({ length: table.length }, (_, row) => cell(table, 'spanId', row, 1));
    const numbers = () => table.chunks.flatMap(({ trace, length }) => [...trace.subarray(0, length)]);
    expect(kept()).toEqual(Array.from({ length: 30 }, (_, number) => number + 1));
    expect(table.chunks.map(({ length }) => length)).toEqual([10, 10, 10]);
    table.retain(({ traceId }, trace) => traceId[trace * 4 + 3]! % 2 === 0);
    expect(kept()).toEqual([2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30]);
    expect(numbers()).toEqual(Array.from({ length: 15 }, (_, number) => number));
    expect(table.chunks.map(({ length }) => length)).toEqual([10, 5]);
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
    expect([table.length, table.chunks.length]).toEqual([0, 0]);
    table.retain(() => true);
    appendTo(table, []);
    expect(table.chunks).toEqual([]);
  });
});

/** Element of a column in a row, wherever its chunk is. */
function cell(table: SpanTable, name: keyof KeptColumns, row: number, word = 0): number {
  let first = 0;
  for (const { columns, length } of table.chunks) {
    if (row < first + length) return columns[name][(row - first) * WIDTHS[name] + word]!;
    first += length;
  }
  throw new Error(`no row ${row}`);
}
