import { createHash } from 'node:crypto';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import { FORMATS } from '../../lib/formats';
import { type DecodeResult, decodeObject, type ObjectLimits } from '../../lib/formats/decode';
import { SNIFF_BYTES, sniffFormat } from '../../lib/formats/sniff';
import { toJaegerJson, toOtlpJson, toOtlpProto, toRecords, toZipkinSpans } from './encoders';
import { TestSink } from './rows';
import { SPAN } from './samples';
import { pieces } from './stored-samples';

const LIMITS: ObjectLimits = { maxObjectBytes: 50_000_000, maxDocumentBytes: 10_000_000 };
const GROUPS = [
  { resource: { 'service.name': 'cart' }, spans: [SPAN, { ...SPAN, spanId: '1111111111111111' }] },
];

const OTLP_JSON = Buffer.from(toOtlpJson(GROUPS));
const OTLP_PROTO = toOtlpProto(GROUPS);
const JAEGER = Buffer.from(toJaegerJson(GROUPS));
const ZIPKIN = Buffer.from(JSON.stringify(toZipkinSpans(GROUPS)));
/** Lines that do not compress to nothing. */
const LINES = Buffer.from(
  Array.from({ length: 2000 }, (_, index) => {
    const traceId = createHash('md5').update(String(index)).digest('hex');
    return `${toOtlpJson(GROUPS).replaceAll(SPAN.traceId, traceId)}\n`;
  }).join(''),
);

async function decode(
  bytes: Uint8Array,
  { size = 10_000, limits = LIMITS }: { size?: number; limits?: ObjectLimits } = {},
): Promise<{ sink: TestSink; result: DecodeResult }> {
  const sink = new TestSink();
  const result = await decodeObject(pieces(bytes, size), sink, limits);
  return { sink, result };
}

describe('formats', () => {
  const cases: [string, Buffer][] = [
    ['otlp-json', OTLP_JSON],
    ['otlp-json', Buffer.concat([Buffer.from('\n\n'), OTLP_JSON])],
    ['otlp-proto', OTLP_PROTO],
    ['otlp-records', toRecords([OTLP_PROTO])],
    ['otlp-records', toRecords([OTLP_JSON])],
    ['otlp-records', toRecords([zstdCompressSync(OTLP_JSON)])],
    ['jaeger-json', JAEGER],
    ['zipkin-json', ZIPKIN],
  ];
  it.each(cases)('%s, plain and compressed, in pieces of any size', async (id, bytes) => {
    for (const stored of [bytes, gzipSync(bytes), zstdCompressSync(bytes)]) {
      for (const size of [stored.length, 100, 1]) {
        const { sink, result } = await decode(stored, { size });
        expect(sink.problems).toEqual([]);
        expect(sink.rows.map((row) => row.spanId)).toEqual([SPAN.spanId, '1111111111111111']);
        expect(result).toMatchObject({ storedBytes: stored.length, format: id, complete: true });
        if (id !== 'otlp-records') expect(result.decodedBytes).toBe(bytes.length);
      }
    }
  });

  it('each is told from all others', () => {
    const seen = cases.map(([, bytes]) =>
      FORMATS.filter((format) => format.sniff(bytes, true)).map(({ id }) => id),
    );
    expect(seen).toEqual(cases.map(([id]) => [id]));
    for (const [id, bytes] of cases) expect(sniffFormat(bytes, true)?.id).toBe(id);
  });

  it('have different ids, and titles', () => {
    expect(new Set(FORMATS.map(({ id }) => id)).size).toBe(FORMATS.length);
    for (const { title } of FORMATS) expect(title).toMatch(/\S/);
  });

  it('an object larger than what is looked at', async () => {
    expect(LINES.length).toBeGreaterThan(SNIFF_BYTES * 4);
    for (const size of [LINES.length, 100_000, 999]) {
      const { sink, result } = await decode(LINES, { size });
      expect(sink.batch.length).toBe(4000);
      expect(result).toEqual({
        storedBytes: LINES.length,
        decodedBytes: LINES.length,
        format: 'otlp-json',
        complete: true,
      });
    }
  });
});

describe('objects without spans', () => {
  it.each([
    ['nothing', Buffer.alloc(0), null],
    ['white space', Buffer.from(' \n\r\n'), null],
    ['a gzip of nothing', gzipSync(Buffer.alloc(0)), null],
    ['an empty array', Buffer.from('[]'), 'zipkin-json'],
    ['an empty document', Buffer.from('{}\n'), 'otlp-json'],
    ['an answer of Jaeger without traces', Buffer.from('{"data":[],"total":0}'), 'jaeger-json'],
    ['an empty message', Buffer.from('0a00', 'hex'), 'otlp-proto'],
  ])('%s', async (_, bytes, format) => {
    const { sink, result } = await decode(bytes);
    expect([sink.problems, sink.rows]).toEqual([[], []]);
    expect(result).toMatchObject({ format, complete: true });
  });
});

describe('bad input', () => {
  it.each([
    [
      'binary rubbish',
      Buffer.from('deadbeef00112233445566778899aabbccddeeff', 'hex'),
      'de ad be ef 00 11 22 33',
    ],
    ['text', Buffer.from('hello'), '68 65 6c 6c 6f'],
    ['JSON of something else', Buffer.from('{"a":1}'), '7b 22 61 22 3a 31 7d'],
    ['a gzip in a gzip', gzipSync(gzipSync(Buffer.from('x'), { level: 0 })), '1f 8b 08'],
  ])('%s: no known format', async (_, bytes, first) => {
    const { sink, result } = await decode(bytes);
    expect(sink.problems).toHaveLength(1);
    expect(sink.problems[0]).toMatchObject({ reason: 'unknown-format', offset: 0 });
    expect(sink.problems[0]!.message).toContain(`begins with the bytes ${first}`);
    for (const { id } of FORMATS) expect(sink.problems[0]!.message).toContain(id);
    expect(result).toMatchObject({ format: null, complete: false });
  });

  it('of an unknown format no more is read than is needed', async () => {
    let read = 0;
    async function* source(): AsyncGenerator<Uint8Array> {
      for (;;) {
        read++;
        yield Buffer.alloc(16_384, 1);
      }
    }
    const sink = new TestSink();
    await decodeObject(source(), sink, LIMITS);
    expect(sink.told).toEqual([['unknown-format', 0]]);
    expect(read).toBe(4);
  });

  it.each([
    ['gzip', gzipSync(LINES)],
    ['zstd', zstdCompressSync(LINES)],
  ])('truncated %s: what comes before is read', async (_, whole) => {
    const stored = whole.subarray(0, whole.length >> 1);
    const { sink, result } = await decode(stored, { size: 300 });
    expect(sink.told).toEqual([['truncated', stored.length]]);
    expect(result).toMatchObject({ storedBytes: stored.length, format: 'otlp-json', complete: false });
    const lines = Math.floor(result.decodedBytes / OTLP_JSON.length);
    expect(lines).toBeGreaterThan(200);
    expect(sink.batch.length).toBeGreaterThanOrEqual(2 * (lines - 10));
    expect(sink.batch.length).toBeLessThanOrEqual(2 * lines);
  });

  it('truncated at its beginning', async () => {
    const { sink, result } = await decode(gzipSync(OTLP_JSON).subarray(0, 12));
    expect(sink.told).toEqual([['truncated', 12]]);
    expect(result).toMatchObject({ format: null, complete: false });
  });

  it('a bomb', async () => {
    const bomb = gzipSync(Buffer.concat([LINES, Buffer.alloc(100_000_000, 0x20)]));
    const { sink, result } = await decode(bomb, { limits: { ...LIMITS, maxObjectBytes: 2_000_000 } });
    expect(sink.problems.map(({ reason }) => reason)).toEqual(['too-large']);
    expect(sink.batch.length).toBe(4000);
    expect(result).toMatchObject({ decodedBytes: 2_000_000, complete: false });
  });
});

describe('the caller', () => {
  it('may do its work after each piece', async () => {
    const sink = new TestSink();
    let taken = 0;
    let calls = 0;
    await decodeObject(pieces(LINES, 100_000), sink, LIMITS, {
      async afterChunk() {
        await new Promise(setImmediate);
        taken += sink.batch.take().length;
        calls++;
      },
    });
    expect([taken, sink.batch.length]).toEqual([4000, 0]);
    expect(calls).toBe(Math.ceil(LINES.length / 100_000) + 1);
  });

  it('gets the errors of its source, and of its own work', async () => {
    async function* source(): AsyncGenerator<Uint8Array> {
      yield LINES;
      throw new Error('connection reset');
    }
    const sink = new TestSink();
    const partial: DecodeResult[] = [];
    const reading = decodeObject(source(), sink, LIMITS, { brokenOff: (result) => partial.push(result) });
    await expect(reading).rejects.toThrow('connection reset');
    expect(sink.problems).toEqual([]);
    expect(partial).toEqual([
      { storedBytes: LINES.length, decodedBytes: LINES.length, format: 'otlp-json', complete: false },
    ]);
    const full = async (): Promise<void> => {
      throw new Error('disk full');
    };
    await expect(decodeObject(pieces(LINES, 1000), sink, LIMITS, { afterChunk: full })).rejects.toThrow(
      'disk full',
    );
  });
});
