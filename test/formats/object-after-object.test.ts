import * as fc from 'fast-check';
import type { Format } from '../../lib/formats/format';
import { otlpJson } from '../../lib/formats/otlp-json';
import { otlpProto } from '../../lib/formats/otlp-proto';
import { SpanBatch } from '../../lib/model/batch';
import { ResourcePool } from '../../lib/model/resources';
import { StringPool } from '../../lib/model/strings';
import { toOtlpProto } from './encoders';
import { archive, mutated } from './otlp-json-archive';
import { decodeWith, type TestSink } from './rows';
import { anyGroups } from './samples';

/** All that is said of one object: of its rows, those from `first` on. */
function said(sink: TestSink, first = 0): unknown {
  const { rows, problems, skipped, rejected, damaged, invalid } = sink;
  return { rows: rows.slice(first), problems, skipped, rejected, damaged, invalid: new Set(invalid) };
}

/** Each object says the same whether others were read into the batch before it or not. */
function expectAlike(format: Format, objects: readonly Uint8Array[]): void {
  const batch = new SpanBatch(new StringPool(), new ResourcePool(), 4);
  for (const bytes of objects) {
    const first = batch.length;
    expect(said(decodeWith(format, bytes, { batch }), first)).toEqual(said(decodeWith(format, bytes)));
  }
}

test('objects of OTLP JSON, whole and damaged', () => {
  const object = fc
    .tuple(fc.integer(), fc.integer({ min: 0, max: 9 }))
    .map(([seed, mutation]) => (mutation < 5 ? archive(seed) : mutated(archive(seed), mutation)));
  fc.assert(
    fc.property(fc.array(object, { minLength: 2, maxLength: 5 }), (objects) => {
      // What they have in common is found again, too.
      expectAlike(otlpJson, [...objects, ...objects]);
    }),
    { numRuns: 200 },
  );
});

test('objects of OTLP protobuf', () => {
  fc.assert(
    fc.property(fc.array(anyGroups, { minLength: 2, maxLength: 5 }), (all) => {
      const objects = all.map((groups) => toOtlpProto(groups));
      expectAlike(otlpProto, [...objects, ...objects.map((bytes) => bytes.subarray(0, bytes.length - 3))]);
    }),
    { numRuns: 100 },
  );
});

test('more resources than are remembered: the first is read as the first time', () => {
  const object = (service: number) =>
    Buffer.from(
      JSON.stringify({
        resourceSpans: [
          {
            resource: {
              attributes: [{ key: 'service.name', value: { stringValue: `service-${service}` } }],
            },
            scopeSpans: [{ spans: [{ traceId: '1'.repeat(32), spanId: '2'.repeat(16) }] }],
          },
        ],
      }),
    );
  const batch = new SpanBatch(new StringPool(), new ResourcePool());
  const services = [...Array.from({ length: 5000 }, (_, service) => service), 0, 4999];
  for (const service of services) decodeWith(otlpJson, object(service), { batch });
  const { columns, resources } = batch;
  expect(services.map((_, row) => resources.at(columns.resource[row]!).service)).toEqual(
    services.map((service) => `service-${service}`),
  );
});
