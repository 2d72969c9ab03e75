import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import * as fc from 'fast-check';
import { audit, type Report } from '../../lib';
import { otlpLine, temporaryFolder, writeFiles } from './archives';

/** One bad piece beside good input: it is one located line in coverage, and the rest is still audited. */
const top = temporaryFolder();
let folders = 0;
const T = Date.UTC(2026, 10, 20, 14);

/** Two whole traces that every audit here also reads. */
const good = [1, 2]
  .map((number) =>
    otlpLine([
      { trace: `feed${number}`, id: 'a', start: T - 3_600_000 },
      { trace: `feed${number}`, id: 'b', parent: 'a', start: T - 3_600_000 },
    ]),
  )
  .join('\n');

async function auditWith(
  files: Readonly<Record<string, string | Uint8Array>>,
  options: Partial<Parameters<typeof audit>[0]> = {},
): Promise<Report> {
  const folder = join(top, String(folders++));
  writeFiles(folder, { 'good.json': good, ...files });
  const report = await audit({ sources: [folder], threads: 1, ...options });
  const problems = report.coverage.problems.map((it) => ({
    ...it,
    object: it.object.slice(folder.length + 1),
  }));
  return { ...report, coverage: { ...report.coverage, problems } };
}

const spanWith = (fields: string) =>
  `{"resourceSpans":[{"resource":{},"scopeSpans":[{"spans":[{"traceId":"${'d'.repeat(32)}","spanId":"${'1'.repeat(16)}",${fields}}]}]}]}`;

describe('pieces that cannot be read', () => {
  const line = otlpLine([{ trace: '1', id: '1', start: T }]);
  const many = `${Array.from({ length: 3_000 }, (_, number) => otlpLine([{ trace: (number + 1).toString(16), id: '1', start: T + number }])).join('\n')}\n`;

  test.each<[string, string | Uint8Array, object]>([
    [
      'half a line at the end',
      `${line}\n${line.slice(0, 50)}`,
      { offset: line.length + 1, reason: 'invalid-json' },
    ],
    ['half a line at the beginning', `${line.slice(50)}\n${line}`, { offset: 0, reason: 'invalid-json' }],
    [
      'a line of something else',
      `${line}\nhello\n${line}`,
      { offset: line.length + 1, reason: 'invalid-json' },
    ],
    ['a start that is a word', spanWith('"startTimeUnixNano":"now"'), { reason: 'invalid-field' }],
    [
      'a start beyond 64 bits',
      spanWith('"startTimeUnixNano":"18446744073709551616"'),
      { reason: 'invalid-field' },
    ],
    ['a negative end', spanWith('"endTimeUnixNano":-1'), { reason: 'invalid-field' }],
    ['a name that is a number', spanWith('"name":5'), { reason: 'invalid-field' }],
    ['a kind that is a list', spanWith('"kind":[]'), { reason: 'invalid-field' }],
    ['flags that are a word', spanWith('"flags":"x"'), { reason: 'invalid-field' }],
    ['an ID that is a number', spanWith('"parentSpanId":7'), { reason: 'invalid-field' }],
    [
      'spans that are no list',
      '{"resourceSpans":[{"scopeSpans":[{"spans":5}]}]}',
      { reason: 'invalid-field' },
    ],
    [
      'a resource that is a word',
      '{"resourceSpans":[{"resource":"x","scopeSpans":[]}]}',
      { reason: 'invalid-field' },
    ],
    ['a truncated gzip', gzipSync(many).subarray(0, 9_000), { reason: 'truncated' }],
    ['a truncated zstd', zstdCompressSync(many).subarray(0, 3_000), { reason: 'truncated' }],
    ['a damaged gzip', damaged(gzipSync(many)), { reason: 'corrupt-compression' }],
    [
      'rubbish',
      Uint8Array.from({ length: 5_000 }, (_, index) => (index * 7 + 3) % 251),
      { reason: 'unknown-format' },
    ],
  ])('%s', async (_, content, problem) => {
    const report = await auditWith({ bad: content });
    expect(report.coverage.problems).toMatchObject([{ object: 'bad', count: 1, ...problem }]);
    expect(report.coverage.objects.listed).toBe(2);
    expect(report.coverage.traces.judged).toBeGreaterThanOrEqual(2);
    expect(report.structure.orphans).toBe(0);
    expect(report.verdict).toBe('unknown');
  });

  test('a decompression bomb is stopped at the limit', async () => {
    const bomb = gzipSync(`{"resourceSpans":[${' '.repeat(64 * 1024 * 1024)}`);
    expect(bomb.length).toBeLessThan(100_000);
    const report = await auditWith({ bad: bomb }, { maxObjectSize: 1_000_000 });
    expect(report.coverage.problems).toMatchObject([{ object: 'bad', reason: 'too-large', count: 1 }]);
    expect(report.coverage.traces.judged).toBe(2);
  });

  test('a file that is none, and a link to nowhere', async () => {
    const folder = join(top, 'special');
    writeFiles(folder, { 'good.json': good });
    mkdirSync(join(folder, 'below'));
    symlinkSync(join(folder, 'nowhere'), join(folder, 'below', 'link.json'));
    const report = await audit({ sources: [folder], threads: 1 });
    expect(report.coverage.problems).toMatchObject([
      { object: join(folder, 'below', 'link.json'), reason: 'unreadable', count: 1 },
    ]);
    expect(report.coverage.traces.judged).toBe(2);
  });
});

describe('strange but readable', () => {
  test.each<[string, string, Partial<Report['structure']>]>([
    [
      'empty objects',
      '{}\n[]\n{"resourceSpans":[]}\n{"resourceSpans":[{}]}\n{"resourceSpans":[{"scopeSpans":[{}]}]}',
      { spans: 4 },
    ],
    ['an empty span', '{"resourceSpans":[{"scopeSpans":[{"spans":[{}]}]}]}', { spans: 5, invalidIds: 1 }],
    ['times of 0', spanWith('"startTimeUnixNano":"0","endTimeUnixNano":0'), { spans: 5 }],
    [
      'times of 2^64-1',
      spanWith('"startTimeUnixNano":"18446744073709551615","endTimeUnixNano":18446744073709551615'),
      { spans: 5 },
    ],
    ['a lone surrogate', spanWith('"name":"\\ud800"'), { spans: 5 }],
    [
      'duplicate keys: the last counts',
      spanWith(`"parentSpanId":"${'5'.repeat(16)}","parentSpanId":""`),
      { spans: 5, orphans: 0 },
    ],
    ['a deep attribute', spanWith(`"attributes":${'['.repeat(10_000)}${']'.repeat(10_000)}`), { spans: 5 }],
    [
      'a span that is its own parent',
      spanWith(`"parentSpanId":"${'1'.repeat(16)}"`),
      { spans: 5, selfParents: 1, rootless: 1 },
    ],
  ])('%s', async (_, content, structure) => {
    const report = await auditWith({ strange: content });
    expect(report.coverage.problems).toEqual([]);
    expect(report.structure).toMatchObject(structure);
  });

  test('a line of 100 MB', async () => {
    const filler = 'x'.repeat(100_000_000);
    const report = await auditWith({
      long: spanWith(`"attributes":[{"key":"a","value":{"stringValue":"${filler}"}}]`),
    });
    expect(report.coverage.problems).toEqual([]);
    expect(report.structure.spans).toBe(5);
    expect(report.coverage.bytes.decoded).toBeGreaterThan(100_000_000);
  });

  test('a trace of a million spans: a chain, and as many roots', async () => {
    const id = (number: number) => number.toString(16).padStart(16, '0');
    const span = (trace: string, number: number, parent: string) =>
      `{"traceId":"${trace.repeat(32)}","spanId":"${id(number)}","parentSpanId":"${parent}","name":"n","kind":1,"startTimeUnixNano":"${T}000000","endTimeUnixNano":"${T}000001"}`;
    const spansOf = (trace: string, count: number, isChain: boolean) =>
      Array.from({ length: count }, (_, index) =>
        span(trace, index + 1, isChain && index > 0 ? id(index) : ''),
      ).join(',');
    const lineOf = (spans: string) => `{"resourceSpans":[{"scopeSpans":[{"spans":[${spans}]}]}]}`;
    const count = 1_000_000;
    const chain = await auditWith({ chain: lineOf(spansOf('b', count, true)) });
    expect(chain.structure).toMatchObject({ spans: count + 4, orphans: 0, multiRoot: 0, cycles: 0 });
    const roots = await auditWith({ roots: lineOf(spansOf('c', count, false)) });
    expect(roots.structure).toMatchObject({ spans: count + 4, orphans: 0, multiRoot: 1 });
    expect(roots.services.find(({ name }) => name !== 'shop')?.roots).toBe(count);
  });

  test('invalid IDs are shown as they came', async () => {
    const bad = (id: string) =>
      `{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"${id}","spanId":"${'2'.repeat(16)}","startTimeUnixNano":"${T}000000","endTimeUnixNano":"${T}000000"}]}]}]}`;
    const report = await auditWith({ ids: [bad('not-hex'), bad('0'.repeat(32)), bad('abc')].join('\n') });
    expect(report.structure.invalidIds).toBe(3);
    const finding = report.findings.find(({ check }) => check === 'invalid-id');
    expect(finding?.failing).toBe(3);
    expect(finding?.examples.map(({ traceId }) => traceId).sort()).toEqual([
      '0'.repeat(32),
      'abc',
      'not-hex',
    ]);
  });
});

test('mutated bytes never crash or hang an audit, and the good part is still judged', async () => {
  const original = Buffer.from(
    Array.from({ length: 20 }, (_, number) => otlpLine([{ trace: `f${number}`, id: '1', start: T }])).join(
      '\n',
    ),
  );
  const mutation = fc.record({ at: fc.nat(original.length - 1), byte: fc.nat(255) });
  await fc.assert(
    fc.asyncProperty(fc.array(mutation, { minLength: 1, maxLength: 8 }), async (mutations) => {
      const bytes = Uint8Array.from(original);
      for (const { at, byte } of mutations) bytes[at] = byte;
      const report = await auditWith({ bad: bytes });
      const { sampled, outsideWindow, judged, unsettled, cut, damaged: lost } = report.coverage.traces;
      expect(sampled).toBe(outsideWindow + judged + unsettled + cut + lost);
      expect(judged).toBeGreaterThanOrEqual(2);
    }),
    { numRuns: 150 },
  );
});

/** The same bytes with one in the middle changed. */
function damaged(bytes: Uint8Array): Uint8Array {
  const copy = Uint8Array.from(bytes);
  const middle = Math.floor(copy.length / 2);
  for (let at = middle; at < middle + 20; at++) copy[at]! ^= 0xff;
  return copy;
}

test('every damaged piece is a line of its own, up to twenty for each object', async () => {
  const line = otlpLine([{ trace: '1', id: '1', start: T }]);
  const report = await auditWith({ bad: [line, ...Array.from({ length: 30 }, () => 'x'), line].join('\n') });
  const counts = report.coverage.problems.map(({ count }) => count);
  expect(counts).toEqual([...Array.from({ length: 19 }, () => 1), 11]);
  expect(report.coverage.problems[1]?.offset).toBe(line.length + 3);
});
