import type { Problem } from '../../lib/model/problems';
import type { Window } from '../../lib/model/window';
import { BlockFinder } from '../../lib/sources/block-finder';
import { parseBlockMeta } from '../../lib/sources/block-meta';
import { ObjectError } from '../../lib/sources/errors';
import type { ListedObject } from '../../lib/sources/source';
import type { FoundObject } from '../../lib/sources/tree';

const T = Date.parse('2026-11-22T13:00:00Z');
const HOUR = 3_600_000;
const ID = (digit: string) => `${digit.repeat(8)}-0000-4000-8000-000000000000`;
const { signal } = new AbortController();

const metaOf = (format: string, start = T, end = T + 60_000) =>
  JSON.stringify({
    format,
    startTime: new Date(start).toISOString(),
    endTime: new Date(end).toISOString(),
    totalObjects: 7,
    totalRecords: 2,
    footerSize: 9,
    compactionLevel: 1,
  });

/** A bucket by its keys, in their order; the content matters of meta.json alone. */
async function found(
  keys: Readonly<Record<string, string>>,
  range: Window | null = null,
  modified = T + HOUR,
): Promise<{
  readonly others: string[];
  readonly blocks: ListedObject[];
  readonly problems: Problem[];
  readonly asked: string[];
}> {
  const asked: string[] = [];
  const finder = new BlockFinder(
    range,
    (object) => {
      asked.push(object.name);
      const content = keys[object.name];
      if (content === undefined || content === 'GONE')
        return Promise.reject(new ObjectError('gone', 'it is gone'));
      return Promise.resolve(Buffer.from(content));
    },
    signal,
  );
  const listed = Object.keys(keys).map(
    (name): FoundObject => ({
      folder: name.slice(0, name.lastIndexOf('/') + 1),
      object: { name, size: 5, modified, etag: `"${name}"` },
    }),
  );
  const half = Math.floor(listed.length / 2);
  const others = [
    ...finder.take(listed.slice(0, half)),
    ...finder.take(listed.slice(half)),
    ...finder.rest(),
  ].map(({ object }) => object.name);
  const blocks: ListedObject[] = [];
  const problems: Problem[] = [];
  for await (const page of finder.restOfBlocks()) {
    blocks.push(...page.objects);
    problems.push(...page.problems);
  }
  return { others, blocks, problems, asked };
}

const block = (id: string, meta: string) => ({
  [`t/${ID(id)}/bloom-0`]: '',
  [`t/${ID(id)}/data.parquet`]: '',
  [`t/${ID(id)}/index`]: '',
  [`t/${ID(id)}/meta.json`]: meta,
});

test('a block is its data, with what its meta.json says', async () => {
  const { others, blocks, problems } = await found({
    ...block('1', metaOf('vParquet4')),
    't/index.json.gz': '',
    't/index.pb.zst': '',
    'tempo_cluster_seed.json': '',
    'work.json': '',
  });
  expect([others, problems]).toEqual([[], []]);
  const name = `t/${ID('1')}/data.parquet`;
  expect(blocks).toEqual([
    {
      name,
      size: 5,
      modified: T + HOUR,
      etag: `"${name}"`,
      partition: { start: T, end: T + 61_000 },
      block: {
        format: 'vParquet4',
        dedicatedColumns: [],
        footerSize: 9,
        compactionLevel: 1,
        traces: 7,
        rowGroups: 2,
      },
    },
  ]);
});

test('what was compacted away is no block, and what looks like one by its name is no block either', async () => {
  const { others, blocks, asked } = await found({
    [`t/${ID('1')}/data.parquet`]: '',
    [`t/${ID('1')}/meta.compacted.json`]: metaOf('vParquet4'),
    [`u/${ID('2')}/spans.json`]: '',
    'v/index.json.gz': '',
    'v/spans.json': '',
  });
  expect(others.sort()).toEqual([`u/${ID('2')}/spans.json`, 'v/index.json.gz', 'v/spans.json']);
  expect([blocks, asked]).toEqual([[], []]);
});

test.each([
  ['around it', { start: T - HOUR, end: T + HOUR }, 1],
  ['up to its first moment', { start: T - HOUR, end: T }, 0],
  ['from its last second on', { start: T + 60_999, end: T + HOUR }, 1],
  ['after it', { start: T + 61_000, end: T + HOUR }, 0],
])('the range %s', async (_, range, count) => {
  expect((await found(block('1', metaOf('vParquet5')), range)).blocks).toHaveLength(count);
});

test('a block without times is always read', async () => {
  const meta = '{"format":"vParquet5","startTime":"0001-01-01T00:00:00Z"}';
  const { blocks } = await found(block('1', meta), { start: T, end: T + 1 });
  expect(blocks.map(({ partition }) => partition)).toEqual([null]);
});

test('what was stored before the range began is not asked for its meta.json', async () => {
  const range = { start: T + 4 * HOUR, end: T + 5 * HOUR };
  expect((await found(block('1', metaOf('vParquet5')), range)).asked).toEqual([]);
});

test('formats that are not read are one line each', async () => {
  const { problems, blocks } = await found({
    ...block('1', metaOf('v2')),
    ...block('2', metaOf('vParquet3')),
    ...block('3', metaOf('vParquet3')),
    ...block('4', metaOf('vParquet4')),
  });
  expect(blocks).toHaveLength(1);
  expect(problems.map(({ object, reason, message }) => [object, reason, message])).toEqual([
    ['t', 'unsupported-format', 'format v2 is not supported, 1 block (read are vParquet4 and vParquet5)'],
    [
      't',
      'unsupported-format',
      'format vParquet3 is not supported, 2 blocks (read are vParquet4 and vParquet5)',
    ],
  ]);
});

test('a meta.json that vanished, or is none, is a problem of its own', async () => {
  const { problems } = await found({
    ...block('1', 'GONE'),
    ...block('2', '[]'),
    ...block('3', '{'),
    ...block('4', '{}'),
  });
  expect(problems.map(({ reason }) => reason)).toEqual([
    'gone',
    'invalid-field',
    'invalid-field',
    'invalid-field',
  ]);
});

test('dedicated columns: span and string where nothing else is said', () => {
  const meta = parseBlockMeta(
    Buffer.from(
      JSON.stringify({
        format: 'vParquet5',
        dedicatedColumns: [
          { n: 'a' },
          { s: 'resource', n: 'b', o: ['blob'] },
          { n: 'c', t: 'int' },
          { n: 'unknown', t: 'float' },
          { s: 'event', n: 'd' },
        ],
      }),
    ),
  );
  expect(meta).toMatchObject({
    time: null,
    facts: {
      dedicatedColumns: [
        { scope: 'span', type: 'string', name: 'a' },
        { scope: 'resource', type: 'string', name: 'b' },
        { scope: 'span', type: 'int', name: 'c' },
        { scope: 'event', type: 'string', name: 'd' },
      ],
    },
  });
});
