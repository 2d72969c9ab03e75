import * as fc from 'fast-check';
import type { BlockSpan, BlockTrace } from '../../../bench/archive/block-writer';
import type { Need } from '../../../lib/model/needs';
import { Fact } from '../../../lib/model/span';
import { readBlockFile, recordedBlock, writtenBlock } from './block-file';

const LAYOUTS = ['vParquet4', 'vParquet5'] as const;
const T = 1_795_355_012_000_000_000n;
const bytes = (hex: string, length: number) => Buffer.from(hex.padStart(length * 2, '0'), 'hex');
const span = (id: string, parent: string, more: Partial<BlockSpan> = {}): BlockSpan => ({
  spanId: bytes(id, 8),
  parentId: parent === '' ? Buffer.alloc(0) : bytes(parent, 8),
  name: 'work',
  kind: 1,
  start: T,
  duration: 5n,
  ...more,
});
const noResource = { host: null, instance: null, language: null };

describe.each(LAYOUTS)('%s', (layout) => {
  const traces: BlockTrace[] = [
    {
      traceId: bytes('0a', 16),
      resources: [
        {
          service: 'shop',
          attributes: [
            ['host.name', 'node-1'],
            ['service.instance.id', 7],
            ['telemetry.sdk.language', 'go'],
          ],
          spans: [
            span('1', '', { kind: 2, name: 'GET /', status: 2, traceState: 'ot=th:8' }),
            span('2', '1', {
              kind: 3,
              attributes: [
                ['server.address', 'cart'],
                ['noise', 'x'],
                ['server.port', 8080],
              ],
              links: [bytes('9', 8), bytes('8', 8)],
            }),
          ],
        },
        // A resource without any name, and a span of another service in the same trace.
        { service: '', spans: [span('3', '2', { attributes: [['server.address', 'unasked']] })] },
      ],
    },
    {
      traceId: bytes('ff', 16),
      resources: [
        {
          service: 'cart',
          spans: [span('4', '', { kind: 4, attributes: [['url.full', 'http://bus:92/x']] })],
        },
      ],
    },
  ];

  it('gives rows as OTLP does', async () => {
    const { sink, result } = await readBlockFile(writtenBlock(layout, traces));
    expect(sink.problems).toEqual([]);
    expect(result).toMatchObject({
      complete: true,
      spansSkipped: 0,
      format: `tempo-${layout.toLowerCase()}`,
    });
    const shop = { service: 'shop', host: 'node-1', instance: '7', language: 'go' };
    const common = {
      start: T,
      end: T + 5n,
      name: 'work',
      peer: '',
      kind: 1,
      flags: 0,
      facts: 0,
      threshold: 0,
    };
    const trace = '0a'.padStart(32, '0');
    const id = (digits: string) => digits.padStart(16, '0');
    expect(sink.rows).toEqual([
      {
        ...common,
        traceId: trace,
        spanId: id('1'),
        parentId: id('0'),
        name: 'GET /',
        kind: 2,
        facts: Fact.STATUS_ERROR,
        threshold: 0x8001,
        resource: shop,
      },
      {
        ...common,
        traceId: trace,
        spanId: id('2'),
        parentId: id('1'),
        kind: 3,
        facts: Fact.HAS_LINK,
        peer: 'cart:8080',
        resource: shop,
      },
      {
        ...common,
        traceId: trace,
        spanId: id('3'),
        parentId: id('2'),
        resource: { service: null, ...noResource },
      },
      {
        ...common,
        traceId: 'ff'.padStart(32, '0'),
        spanId: id('4'),
        parentId: id('0'),
        kind: 4,
        peer: 'bus:92',
        resource: { service: 'cart', ...noResource },
      },
    ]);
  });

  it('leaves out what is not needed, and does not fetch it', async () => {
    const block = writtenBlock(layout, traces);
    const whole = await readBlockFile(block);
    const { sink, result } = await readBlockFile(block, { needs: new Set<Need>() });
    expect(sink.rows.map(({ peer, facts, threshold }) => [peer, facts, threshold])).toEqual(
      Array.from({ length: 4 }, () => ['', 0, 0]),
    );
    expect(sink.rows[0]?.resource).toEqual({ service: 'shop', ...noResource });
    expect(sink.rows.map(({ spanId }) => spanId)).toEqual(whole.sink.rows.map(({ spanId }) => spanId));
    expect(result.storedBytes).toBeLessThan(whole.result.storedBytes);
  });

  it.each<readonly [string, Need, Partial<BlockSpan>, Partial<BlockSpan>]>([
    ['states', 'tracestate', { traceState: '' }, { traceState: 'ot=th:8' }],
    ['errors', 'status', { status: 1 }, { status: 2 }],
  ])('does not fetch a column that has no %s, as its statistics say', async (_, need, without, having) => {
    const readWith = async (last: Partial<BlockSpan>, needs: readonly Need[]) => {
      const spans = [span('1', '', without), span('2', '1', without), span('3', '1', last)];
      const block = writtenBlock(layout, [{ traceId: bytes('1', 16), resources: [{ service: 'a', spans }] }]);
      const { sink, result } = await readBlockFile(block, { needs: new Set(needs) });
      const { threshold, facts } = sink.rows.at(-1) ?? {};
      return { bytes: result.storedBytes, threshold, hasError: ((facts ?? 0) & Fact.STATUS_ERROR) !== 0 };
    };
    const structure = await readWith(without, []);
    expect(await readWith(without, [need])).toEqual(structure);
    const found = await readWith(having, [need]);
    expect(found.bytes).toBeGreaterThan((await readWith(having, [])).bytes);
    expect(found).toMatchObject(
      need === 'status' ? { hasError: true, threshold: 0 } : { hasError: false, threshold: 0x8001 },
    );
  });

  it('passes over traces that are not wanted', async () => {
    const { sink, result } = await readBlockFile(writtenBlock(layout, traces), {
      keep: (ids, row) => ids[row * 4 + 3] === 0xff,
    });
    expect(sink.rows.map(({ spanId }) => spanId)).toEqual(['4'.padStart(16, '0')]);
    expect(result.spansSkipped).toBe(3);
  });

  it('does not fetch row groups that cannot hold the trace', async () => {
    const block = writtenBlock(layout, traces, 1);
    const whole = await readBlockFile(block);
    const { sink, result } = await readBlockFile(block, {
      mayHold: (least, greatest) => least[15] === 0xff && greatest[15] === 0xff,
    });
    expect(sink.rows).toHaveLength(1);
    expect(result.spansSkipped).toBe(0);
    expect(result.storedBytes).toBeLessThan(whole.result.storedBytes);
  });

  it('keeps IDs of other lengths recognisable, and zeros invalid', async () => {
    const odd = { traceId: Buffer.from('abcd', 'hex'), spans: [span('0', ''), span('5', 'abc')] };
    const spans = odd.spans.map((own, index) =>
      index === 0 ? own : { ...own, parentId: Buffer.from('abcd', 'hex') },
    );
    const { sink } = await readBlockFile(
      writtenBlock(layout, [{ traceId: odd.traceId, resources: [{ service: 'x', spans }] }]),
    );
    expect(sink.rows.map(({ facts }) => facts)).toEqual([
      Fact.INVALID_TRACE_ID | Fact.INVALID_SPAN_ID,
      Fact.INVALID_TRACE_ID | Fact.INVALID_PARENT_ID,
    ]);
    expect(sink.invalid.map((line) => line.split(' ')[2])).toEqual(['abcd', 'abcd']);
  });

  it('reads an end before the start, and none at all', async () => {
    const spans = [span('1', '', { duration: -7n }), span('2', '', { duration: -T })];
    const { sink } = await readBlockFile(
      writtenBlock(layout, [{ traceId: bytes('1', 16), resources: [{ service: 'x', spans }] }]),
    );
    expect(sink.rows.map(({ end }) => end)).toEqual([T - 7n, 0n]);
  });
});

const anyBlockSpan = fc.record({
  id: fc.integer({ min: 1, max: 0xffff }),
  parent: fc.option(fc.integer({ min: 1, max: 0xffff }), { nil: null }),
  name: fc.constantFrom('a', 'b', 'ü', ''),
  kind: fc.nat({ max: 5 }),
  links: fc.nat({ max: 2 }),
  attributes: fc.array(
    fc.constantFrom(
      ['server.address', 'x'] as const,
      ['server.port', 1] as const,
      ['other', 'y'] as const,
      ['url.full', 'http://u'] as const,
    ),
    { maxLength: 4 },
  ),
});
const anyTraces = fc.array(
  fc.array(fc.array(anyBlockSpan, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 3 }),
  {
    minLength: 1,
    maxLength: 8,
  },
);

test('both layouts give the same rows, in whatever row groups', async () => {
  await fc.assert(
    fc.asyncProperty(anyTraces, fc.integer({ min: 1, max: 4 }), async (made, perGroup) => {
      const traces = made.map(
        (resources, trace): BlockTrace => ({
          traceId: bytes((trace + 1).toString(16), 16),
          resources: resources.map((spans, resource) => ({
            service: `service-${resource}`,
            spans: spans.map(({ id, parent, links, ...own }) =>
              span(id.toString(16), parent?.toString(16) ?? '', {
                ...own,
                links: Array.from({ length: links }, () => bytes('1', 8)),
              }),
            ),
          })),
        }),
      );
      const [four, five] = await Promise.all(
        LAYOUTS.map((layout) => readBlockFile(writtenBlock(layout, traces, perGroup))),
      );
      expect(four?.sink.problems).toEqual([]);
      expect(five?.sink.rows).toEqual(four?.sink.rows);
      const flat = made.flatMap((resources, trace) =>
        resources.flatMap((spans, resource) => spans.map((own) => ({ ...own, trace, resource }))),
      );
      expect(
        four?.sink.rows.map(({ traceId, spanId, parentId, name, kind, resource, facts }) => [
          Number.parseInt(traceId, 16),
          Number.parseInt(spanId, 16),
          Number.parseInt(parentId, 16),
          name,
          kind,
          resource.service,
          facts,
        ]),
      ).toEqual(
        flat.map(({ trace, id, parent, name, kind, resource, links }) => [
          trace + 1,
          id,
          parent ?? 0,
          name,
          kind,
          `service-${resource}`,
          links > 0 ? Fact.HAS_LINK : 0,
        ]),
      );
      expect(four?.sink.rows.map(({ peer }) => peer)).toEqual(
        flat.map(({ kind, attributes }) => {
          const has = (key: string) => attributes.some(([name]) => name === key);
          if (kind !== 3 && kind !== 4) return '';
          if (has('server.address')) return has('server.port') ? 'x:1' : 'x';
          return has('url.full') ? 'u' : '';
        }),
      );
    }),
    { numRuns: 50 },
  );
});

describe.each(LAYOUTS)('a recorded %s block', (layout) => {
  it('is read whole, and less is fetched for less', async () => {
    const block = recordedBlock(layout);
    const { sink, result } = await readBlockFile(block);
    expect(sink.problems).toEqual([]);
    expect([sink.rows.length, result.complete]).toEqual([4278, true]);
    const { result: structure } = await readBlockFile(block, { needs: new Set<Need>() });
    // The first look at the end of the file, and 7 of some 90 columns.
    expect(structure.storedBytes).toBeLessThan(block.bytes.length / 2);
    expect(result.storedBytes).toBeLessThan(block.bytes.length);
  });
});
