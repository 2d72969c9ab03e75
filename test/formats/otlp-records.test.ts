import { constants, zstdCompressSync } from 'node:zlib';
import * as fc from 'fast-check';
import { decodeObject } from '../../lib/formats/decode';
import { otlpRecords } from '../../lib/formats/otlp-records';
import { bytesField, fixed64Field, type SampleSpan, toOtlpJson, toOtlpProto, toRecords } from './encoders';
import { decodeWith, TEST_LIMITS, TestSink } from './rows';
import { SPAN } from './samples';

const OTHER: SampleSpan = { ...SPAN, traceId: 'ffeeddccbbaa99887766554433221100' };
const groups = (span: SampleSpan) => [{ resource: { 'service.name': 'cart' }, spans: [span] }];
const PROTO = toOtlpProto(groups(SPAN));
const OTHER_PROTO = toOtlpProto(groups(OTHER));
const JSON_BYTES = Buffer.from(toOtlpJson(groups(SPAN)));
const LOGS = bytesField(1, bytesField(2, bytesField(2, fixed64Field(1, 1n))));
const NOTHING = Buffer.alloc(0);
const RUBBISH = Buffer.from('rubbish');

describe('records', () => {
  it('of every kind, in pieces of any size', () => {
    const records = [
      NOTHING,
      PROTO,
      JSON_BYTES,
      zstdCompressSync(PROTO),
      LOGS,
      zstdCompressSync(JSON_BYTES),
      zstdCompressSync(NOTHING),
      Buffer.from('{}'),
      Buffer.from(' {}'),
      PROTO,
    ];
    const bytes = toRecords(records);
    for (const size of [bytes.length, 1, 3, 50]) {
      const sink = decodeWith(otlpRecords, bytes, { size });
      expect(sink.problems).toEqual([]);
      expect(sink.rows.map((row) => row.traceId)).toEqual(Array(5).fill(SPAN.traceId));
      expect(sink.skipped).toEqual({ logs: 1, metrics: 0 });
    }
  });

  it('that are damaged cost only themselves', () => {
    const bad = OTHER_PROTO.subarray(0, OTHER_PROTO.length - 2);
    const bytes = toRecords([PROTO, bad, PROTO]);
    for (const size of [bytes.length, 1]) {
      const sink = decodeWith(otlpRecords, bytes, { size });
      expect(sink.told).toEqual([['invalid-protobuf', PROTO.length + 8]]);
      expect(sink.rows).toHaveLength(2);
      expect([...sink.damaged]).toEqual([OTHER.traceId]);
    }
  });

  it('of JSON that is damaged are told where they stand', () => {
    const bad = Buffer.from(toOtlpJson(groups(OTHER)).slice(0, -4));
    const sink = decodeWith(otlpRecords, toRecords([PROTO, bad, JSON_BYTES]));
    expect(sink.told).toEqual([['invalid-json', PROTO.length + 8]]);
    expect(sink.rows).toHaveLength(2);
    expect([...sink.damaged]).toEqual([OTHER.traceId]);
  });

  it('of JSON with spans that are left out', () => {
    const wrong = JSON_BYTES.toString().replace('"name":"GET /cart"', '"name":5');
    const odd = JSON_BYTES.toString().replace(SPAN.spanId, 'odd');
    const sink = decodeWith(otlpRecords, toRecords([Buffer.from(wrong), Buffer.from(odd)]));
    expect(sink.told.map(([reason]) => reason)).toEqual(['invalid-field']);
    expect([sink.rows.length, sink.rejected, sink.invalid.length]).toEqual([1, 1, 1]);
    expect([...sink.damaged]).toEqual([SPAN.traceId]);
  });

  const frame = zstdCompressSync(PROTO);
  const flipped = zstdCompressSync(PROTO, { params: { [constants.ZSTD_c_checksumFlag]: 1 } });
  flipped[flipped.length - 1] = flipped.at(-1)! ^ 1;
  it.each([
    ['of no known kind', RUBBISH, 'unknown-format'],
    ['of no known kind, compressed', zstdCompressSync(RUBBISH), 'unknown-format'],
    ['shorter than what tells the kind', Buffer.from('ab'), 'unknown-format'],
    ['with a truncated frame', frame.subarray(0, frame.length - 3), 'corrupt-compression'],
    ['with a frame and more', Buffer.concat([frame, RUBBISH]), 'corrupt-compression'],
    ['with a damaged frame', flipped, 'corrupt-compression'],
    ['with a bomb', zstdCompressSync(Buffer.alloc(TEST_LIMITS.maxDocumentBytes + 1)), 'too-large'],
  ])('%s are told and passed over', (_, record, reason) => {
    const sink = decodeWith(otlpRecords, toRecords([PROTO, record, PROTO]));
    expect(sink.told).toEqual([[reason, PROTO.length + 4]]);
    expect(sink.rows).toHaveLength(2);
  });

  it('compressed ones of more bytes than the limit are told and passed over', () => {
    const noise = Buffer.concat(
      Array.from({ length: 40 }, (_, index) => zstdCompressSync(Buffer.from(`${Math.sin(index)}`))),
    );
    const sink = decodeWith(otlpRecords, toRecords([PROTO, noise, PROTO]), { maxDocumentBytes: 500 });
    expect(sink.told).toEqual([['too-large', PROTO.length + 4]]);
    expect(sink.rows).toHaveLength(2);
  });

  it('three unreadable ones after each other end it', () => {
    const sink = decodeWith(
      otlpRecords,
      toRecords([RUBBISH, RUBBISH, PROTO, RUBBISH, RUBBISH, RUBBISH, PROTO]),
    );
    expect(sink.told.map(([reason]) => reason)).toEqual([
      ...Array(5).fill('unknown-format'),
      'invalid-protobuf',
    ]);
    expect(sink.rows).toHaveLength(1);
  });

  it('a length that cannot be ends it', () => {
    const sink = decodeWith(
      otlpRecords,
      Buffer.concat([toRecords([PROTO]), Buffer.from('ffffffff0a00', 'hex')]),
    );
    expect(sink.told).toEqual([['invalid-protobuf', PROTO.length + 4]]);
    expect(sink.rows).toHaveLength(1);
  });

  it('cut off anywhere are told once', () => {
    for (const record of [PROTO, JSON_BYTES, zstdCompressSync(PROTO)]) {
      const bytes = toRecords([PROTO, record]);
      for (let length = PROTO.length + 5; length < bytes.length; length++) {
        for (const size of [length, 1]) {
          const sink = decodeWith(otlpRecords, bytes.subarray(0, length), { size });
          expect([sink.problems.length, sink.rows.length]).toEqual([1, 1]);
        }
        expect(decodeWith(otlpRecords, bytes.subarray(0, length), { complete: false }).problems).toEqual([]);
      }
    }
  });

  it('mutated bytes never crash', () => {
    const bytes = toRecords([PROTO, JSON_BYTES, frame, PROTO]);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 }),
        (changes) => {
          const changed = Buffer.from(bytes);
          for (const [index, byte] of changes) changed[index] = byte;
          otlpRecords.sniff(changed, true);
          expect(decodeWith(otlpRecords, changed, { size: 17 }).outcome).toEqual(
            decodeWith(otlpRecords, changed).outcome,
          );
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('what compressed records come to', () => {
  const bytes = toRecords(
    Array<Buffer>(20).fill(zstdCompressSync(toOtlpProto(Array(200).fill(groups(SPAN)).flat()))),
  );
  async function* source(): AsyncGenerator<Uint8Array> {
    yield bytes;
  }

  it('counts as decoded bytes', async () => {
    const sink = new TestSink();
    const result = await decodeObject(source(), sink, { maxObjectBytes: 1e9, maxDocumentBytes: 1e9 });
    expect(result.decodedBytes).toBe(20 * (200 * PROTO.length + 4));
    expect(sink.batch.length).toBe(4000);
  });

  it('stops at the limit on an object', async () => {
    const sink = new TestSink();
    // What a record has beyond its compressed bytes counts.
    const won = 200 * PROTO.length - (bytes.length / 20 - 4);
    await decodeObject(source(), sink, { maxObjectBytes: 5.5 * won, maxDocumentBytes: 1e9 });
    expect(sink.problems.map(({ reason }) => reason)).toEqual(['too-large']);
    expect(sink.batch.length).toBe(1000);
  });
});

describe('sniffing', () => {
  it.each([
    ['nothing', '', false],
    ['a length alone', '00000004', false],
    ['a length of 0', '000000000a000a00', false],
    ['a length of 1 GiB', '400000000a020a00', false],
    ['text', Buffer.from('abc {"resourceSpans":[]}').toString('hex'), false],
    ['a record of rubbish', '00000004deadbeef', false],
    ['a record of zstd', '0000010028b52ffd', true],
    ['a record of protobuf', toRecords([PROTO]).toString('hex'), true],
    ['a record of JSON', toRecords([JSON_BYTES]).toString('hex'), true],
  ])('%s', (_, hex, expected) => {
    expect(otlpRecords.sniff(Buffer.from(hex, 'hex'), true)).toBe(expected);
  });
});
