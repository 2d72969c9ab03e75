import { SpanBatch } from '../../lib/model/batch';
import { BYTES_PER_ROW, COLUMN_NAMES, createColumns, WIDTHS } from '../../lib/model/columns';
import { ResourcePool } from '../../lib/model/resources';
import { StringPool } from '../../lib/model/strings';
import { PoolMap, SpanTable } from '../../lib/model/table';
import { hexOfWords } from '../../lib/model/words';
import { fillBatch, tableOf } from './spans';

const newBatch = () => new SpanBatch(new StringPool(), new ResourcePool(), 1);

describe('columns', () => {
  test('the bytes of a row are those of all columns', () => {
    const columns = createColumns(1);
    const bytes = COLUMN_NAMES.reduce((sum, name) => sum + columns[name].byteLength, 0);
    expect(bytes).toBe(BYTES_PER_ROW);
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
      ['a', 'b', 'c', 'd'].map((id) => ({ trace: '1', id })),
    );
    batch.retain((columns, row) => columns.spanId[row * 2 + 1]! % 2 === 0);
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
    const names = Array.from({ length: 5 }, (_, row) => table.strings.text(table.columns.name[row]!));
    expect(names).toEqual(['x', 'y', 'y', 'z', 'x']);
    const services = Array.from(
      { length: 5 },
      (_, row) => table.resources.at(table.columns.resource[row]!).service,
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
    expect(table.strings.text(table.columns.name[899]!)).toBe('name 899');
    expect(table.resources.at(table.columns.resource[2]!).service).toBe('name 2');
  });

  test('grows over its first room and drops rows from any row on', () => {
    const ids = Array.from({ length: 20_000 }, (_, number) => (number + 1).toString(16));
    const table = tableOf(ids.map((id) => ({ trace: '1', id })));
    expect(table.length).toBe(20_000);
    expect(table.columns.spanId[19_999 * 2 + 1]).toBe(20_000);
    table.retain((columns, row) => columns.spanId[row * 2 + 1]! % 2 === 0, 10_000);
    expect(table.length).toBe(15_000);
    expect(table.columns.spanId[9_999 * 2 + 1]).toBe(10_000);
    expect(table.columns.spanId[10_000 * 2 + 1]).toBe(10_002);
    table.retain(() => false);
    expect(table.length).toBe(0);
  });
});
