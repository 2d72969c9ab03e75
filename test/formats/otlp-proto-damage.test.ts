import * as fc from 'fast-check';
import { otlpProto } from '../../lib/formats/otlp-proto';
import { bytesField, protoGroup, protoSpan, toOtlpProto, varintField } from './encoders';
import { group, hexBytes, OTHER, OTHER_TRACE, requestOf } from './otlp-proto-samples';
import { decodeWith, TEST_LIMITS, TestSink } from './rows';
import { SPAN } from './samples';

describe('damage', () => {
  const good = toOtlpProto([group([SPAN])]);
  /** ResourceSpans with a span of OTHER_TRACE, after which a field reaches beyond its end. */
  const bad = bytesField(1, Buffer.concat([protoGroup(group([OTHER])), Buffer.from([0x1a, 0x7f])]));

  it('in one ResourceSpans: the others are read, its traces are named', () => {
    for (const size of [1000, 1]) {
      const sink = decodeWith(otlpProto, Buffer.concat([good, bad, good]), { size });
      expect(sink.told).toEqual([['invalid-protobuf', good.length + bad.length]]);
      expect(sink.rows.map((row) => row.traceId)).toEqual([SPAN.traceId, SPAN.traceId]);
      expect([...sink.damaged]).toEqual([OTHER_TRACE]);
    }
  });

  it('in two after each other: the rest is not read', () => {
    const sink = decodeWith(otlpProto, Buffer.concat([bad, bad, good]));
    expect(sink.told).toEqual([
      ['invalid-protobuf', bad.length],
      ['invalid-protobuf', 2 * bad.length],
      ['invalid-protobuf', 2 * bad.length],
    ]);
    expect(sink.rows).toEqual([]);
  });

  it('in the second of several resources is told where the first one stands', () => {
    const resource = bytesField(1, Buffer.from('0a7f', 'hex'));
    const message = Buffer.concat([
      bytesField(1, ''),
      resource,
      bytesField(2, bytesField(2, protoSpan(SPAN))),
    ]);
    for (const size of [1000, 1]) {
      const sink = decodeWith(otlpProto, Buffer.concat([good, bytesField(1, message)]), { size });
      expect(sink.told).toEqual([['invalid-protobuf', good.length + 4]]);
      expect([...sink.damaged]).toEqual([SPAN.traceId]);
    }
  });

  it('after which another field follows: the rest is not read', () => {
    const sink = decodeWith(otlpProto, Buffer.concat([bad, varintField(2, 1), good]));
    expect(sink.told).toEqual([
      ['invalid-protobuf', bad.length],
      ['invalid-protobuf', bad.length],
    ]);
    expect(sink.rows).toEqual([]);
  });

  it.each([
    ['a field number of 0', '02'],
    ['a wire type that does not exist', '0e'],
    ['the end of a group that did not begin', '0c'],
    ['a field of 4 GiB', '0affffffff0f'],
    ['a tag of eleven bytes', 'ffffffffffffffffffff01'],
    ['a tag beyond 32 bits', 'ffffffff7f'],
  ])('%s: the rest is not read', (_, hex) => {
    for (const size of [1000, 1]) {
      const sink = decodeWith(otlpProto, Buffer.concat([good, Buffer.from(hex, 'hex'), good]), { size });
      expect(sink.problems).toHaveLength(1);
      expect(sink.problems[0]).toMatchObject({
        reason: 'invalid-protobuf',
        message: expect.stringContaining('the rest'),
      });
      expect(sink.rows).toHaveLength(1);
    }
  });

  it.each([
    ['a field number of 0', '00'],
    ['a wire type that does not exist', '67'],
    ['the end of another group', '5b64'],
    ['a varint of eleven bytes', '50ffffffffffffffffffff01'],
    ['a varint that does not end', '50ff'],
    ['a fixed64 that does not end', '3901'],
    ['a fixed32 that does not end', '85010101'],
    ['a text that does not end', '2a05'],
    ['a tag that does not end', '85'],
    ['a length that does not end', '2a'],
  ])('within a span: %s', (_, hex) => {
    const span = Buffer.concat([protoSpan(OTHER), Buffer.from(hex, 'hex')]);
    const sink = decodeWith(otlpProto, Buffer.concat([requestOf(protoSpan(SPAN), span), good]));
    expect(sink.problems).toHaveLength(1);
    expect(sink.problems[0]).toMatchObject({ reason: 'invalid-protobuf' });
    expect(sink.rows).toHaveLength(1);
    expect([...sink.damaged].sort()).toEqual([SPAN.traceId, OTHER_TRACE].sort());
  });

  it('a message that is cut off anywhere is told once, and names its traces', () => {
    const bytes = toOtlpProto([group([SPAN]), group([OTHER, OTHER])]);
    const first = toOtlpProto([group([SPAN])]).length;
    for (let length = 1; length < bytes.length; length++) {
      const cut = bytes.subarray(0, length);
      for (const size of [length, 50]) {
        const sink = decodeWith(otlpProto, cut, { size });
        const isBetween = length === first;
        expect(sink.told).toEqual(isBetween ? [] : [['invalid-protobuf', length < first ? 0 : first]]);
        expect(sink.rows).toHaveLength(length < first ? 0 : 1);
        expect(decodeWith(otlpProto, cut, { size, complete: false }).told).toEqual([]);
      }
    }
    const almost = decodeWith(otlpProto, bytes.subarray(0, bytes.length - 1));
    expect([...almost.damaged]).toEqual([OTHER_TRACE]);
    expect(almost.problems[0]!.message).toBe('ends in the middle of a message');
  });

  it('a ResourceSpans larger than the limit is passed over', () => {
    const large = toOtlpProto([group(Array.from({ length: 20 }, () => OTHER))]);
    for (const size of [5000, 1]) {
      const sink = decodeWith(otlpProto, Buffer.concat([good, large, good]), {
        size,
        maxDocumentBytes: 1000,
      });
      expect(sink.told).toEqual([['too-large', good.length]]);
      expect(sink.rows).toHaveLength(2);
    }
  });

  it('a length that lies costs no memory', () => {
    const before = process.memoryUsage().arrayBuffers;
    const sink = new TestSink();
    const decoder = otlpProto.decoder(sink, { maxDocumentBytes: 0x7fff_ffff });
    decoder.write(hexBytes('0affffffff07', '0a00'));
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(10_000_000);
    decoder.end(true);
    expect(sink.told).toEqual([['invalid-protobuf', 0]]);
  });

  it('messages nested very deeply', () => {
    let nested: Buffer = Buffer.alloc(0);
    for (let depth = 0; depth < 2000; depth++) {
      nested = Buffer.concat([bytesField(1, nested), ...(depth % 2 === 0 ? [bytesField(2, '')] : [])]);
    }
    expect(decodeWith(otlpProto, bytesField(1, nested)).rows).toEqual([]);
  });

  it('groups nested very deeply', () => {
    const depth = 100_000;
    const nested = Buffer.concat([Buffer.alloc(depth, 0x5b), Buffer.alloc(depth, 0x5c)]);
    for (const bytes of [
      Buffer.concat([nested, good]),
      requestOf(Buffer.concat([nested, protoSpan(SPAN)])),
    ]) {
      const sink = decodeWith(otlpProto, bytes);
      expect([sink.rows.length, sink.problems]).toEqual([1, []]);
    }
    expect(decodeWith(otlpProto, Buffer.alloc(depth, 0x5b)).told).toEqual([['invalid-protobuf', depth - 1]]);
  });

  it('mutated bytes never crash', () => {
    const bytes = toOtlpProto([
      group([SPAN, { ...OTHER, kind: 3, attributes: { 'server.address': 'db', 'server.port': 1 } }]),
      group([SPAN]),
    ]);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(bytes.length - 1), fc.nat(255)), { minLength: 1, maxLength: 5 }),
        fc.nat(bytes.length),
        (changes, length) => {
          const changed = Buffer.from(bytes);
          for (const [index, byte] of changes) changed[index] = byte;
          const whole = decodeWith(otlpProto, changed);
          expect(decodeWith(otlpProto, changed, { size: 13 }).outcome).toEqual(whole.outcome);
          decodeWith(otlpProto, changed.subarray(0, length));
        },
      ),
      { numRuns: 1500 },
    );
  });

  it('random bytes never crash', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        decodeWith(otlpProto, bytes);
        decodeWith(otlpProto, bytesField(1, bytesField(2, bytesField(2, Buffer.from(bytes)))));
        otlpProto.sniff(bytes, true);
      }),
      { numRuns: 1500 },
    );
  });

  it('errors that are no damage pass through', () => {
    const sink = new TestSink();
    sink.batch.next = () => {
      throw new Error('out of memory');
    };
    expect(() => otlpProto.decoder(sink, TEST_LIMITS).write(good)).toThrow('out of memory');
  });
});
