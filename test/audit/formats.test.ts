import { join } from 'node:path';
import { gzipSync, zstdCompressSync } from 'node:zlib';
import * as fc from 'fast-check';
import { audit, type Report } from '../../lib';
import {
  type SampleGroup,
  toJaegerJson,
  toOtlpJson,
  toOtlpProto,
  toRecords,
  toZipkinSpans,
} from '../formats/encoders';
import { SPAN } from '../formats/samples';
import { temporaryFolder, writeFiles } from './archives';

const top = temporaryFolder();
let folders = 0;

/** Groups of spans with few IDs, so that they meet: parents, missing parents, clashes, resends, cycles. */
const groups: fc.Arbitrary<SampleGroup[]> = fc.array(
  fc.record({
    resource: fc.record({ 'service.name': fc.constantFrom('cart', 'orders', 'payments') }),
    spans: fc.array(
      fc
        .record({
          traceId: fc.constantFrom('a', 'b', 'c').map((digit) => digit.repeat(32)),
          spanId: fc.constantFrom('1', '2', '3', '4').map((digit) => digit.repeat(16)),
          parentId: fc.constantFrom('', '1'.repeat(16), '2'.repeat(16), '5'.repeat(16)),
          name: fc.constantFrom('GET', 'größe', '注文'),
          kind: fc.integer({ min: 1, max: 5 }),
          start: fc.integer({ min: 0, max: 5 }).map((millis) => SPAN.start + BigInt(millis) * 1_000_000n),
        })
        .map((span) => ({ ...SPAN, flags: 0, ...span, end: span.start + 1_000_000n })),
      { maxLength: 8 },
    ),
  }),
  { minLength: 1, maxLength: 4 },
);

const written: Readonly<Record<string, (groups: readonly SampleGroup[]) => string | Uint8Array>> = {
  'OTLP protobuf': toOtlpProto,
  'OTLP protobuf in records': (it) => toRecords(it.map((group) => toOtlpProto([group]))),
  'OTLP JSON, pretty-printed': (it) => JSON.stringify(JSON.parse(toOtlpJson(it)), null, 2),
  'OTLP JSON, gzip': (it) => gzipSync(toOtlpJson(it)),
  'OTLP JSON, zstd': (it) => zstdCompressSync(toOtlpJson(it)),
  'Jaeger JSON': toJaegerJson,
  'Zipkin JSON': (it) => JSON.stringify(toZipkinSpans(it)),
};

async function reportOf(content: string | Uint8Array): Promise<object> {
  const folder = join(top, String(folders++));
  writeFiles(folder, { spans: content });
  const report = await audit({ sources: [folder], threads: 1, now: 0 });
  const { bytes: _bytes, formats: _formats, ...coverage } = report.coverage;
  return { ...report, sources: [], coverage } satisfies Partial<Report> | object;
}

describe('the same spans give the same report', () => {
  test.each(Object.keys(written))('%s', async (name) => {
    const write = written[name];
    await fc.assert(
      fc.asyncProperty(groups, async (it) => {
        fc.pre(it.some(({ spans }) => spans.length > 0));
        expect(await reportOf(write?.(it) ?? '')).toEqual(await reportOf(toOtlpJson(it)));
      }),
      { numRuns: 40 },
    );
  });
});
