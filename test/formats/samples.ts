import * as fc from 'fast-check';
import { Fact } from '../../lib/model/span';
import type { SampleGroup, SampleSpan } from './encoders';
import type { Row } from './rows';

/** A span with nothing special about it. */
export const SPAN: SampleSpan = {
  traceId: '0af7651916cd43dd8448eb211c80319c',
  spanId: 'b7ad6b7169203331',
  parentId: '00f067aa0ba902b7',
  name: 'GET /cart',
  kind: 2,
  start: 1_700_000_000_123_456_000n,
  end: 1_700_000_000_223_456_000n,
  flags: 1,
  traceState: '',
  isError: false,
  hasLink: false,
  attributes: {},
};

const hex = (bytes: number): fc.Arbitrary<string> =>
  fc
    .uint8Array({ minLength: bytes, maxLength: bytes })
    .filter((id) => id.some((byte) => byte !== 0))
    .map((id) => Buffer.from(id).toString('hex'));

/** Times that every format can hold: whole microseconds which a JSON number holds exactly; never 0. */
const micros = fc.integer({ min: 1, max: 4_000_000_000_000_000 });

const attributes = fc.record(
  {
    'server.address': fc.string({ unit: 'grapheme' }),
    'server.port': fc.integer({ min: 0, max: 65_535 }),
    'peer.service': fc.string(),
    'http.route': fc.string(),
    'url.full': fc.webUrl(),
  },
  { requiredKeys: [] },
);

/** Spans whose every field may be anything that all formats can say. */
export const anySpan: fc.Arbitrary<SampleSpan> = fc
  .record({
    traceId: hex(16),
    spanId: hex(8),
    parentId: fc.oneof(fc.constant(''), hex(8)),
    name: fc.string({ unit: 'grapheme' }),
    kind: fc.integer({ min: 0, max: 5 }),
    start: micros,
    duration: fc.integer({ min: 0, max: 1_000_000_000 }),
    flags: fc.integer({ min: 0, max: 0xff }),
    traceState: fc.constantFrom('', 'ot=th:c', 'rojo=1,ot=rv:0123456789abcd;th:fd70a', 'ot=th:0'),
    isError: fc.boolean(),
    hasLink: fc.boolean(),
    attributes,
  })
  .map(({ start, duration, ...span }) =>
    Object.assign(span, { start: BigInt(start) * 1000n, end: BigInt(start + duration) * 1000n }),
  );

/** Groups of such spans, each with its resource. */
export const anyGroups: fc.Arbitrary<SampleGroup[]> = fc.array(
  fc.record({
    resource: fc.record(
      {
        'service.name': fc.string({ minLength: 1 }),
        'host.name': fc.stringMatching(/^h[a-z]{1,5}$/),
        'service.instance.id': fc.stringMatching(/^i[a-z]{1,5}$/),
        'telemetry.sdk.language': fc.constantFrom('go', 'nodejs'),
      },
      { requiredKeys: ['service.name'] },
    ),
    spans: fc.array(anySpan, { minLength: 1, maxLength: 5 }),
  }),
  { minLength: 1, maxLength: 4 },
);

/** What such groups are read as, by formats that can say all of it; who is called and what was sampled left aside. */
export function rowsOf(groups: readonly SampleGroup[]): Omit<Row, 'peer' | 'threshold'>[] {
  return groups.flatMap(({ resource, spans }) =>
    spans.map((span) => ({
      traceId: span.traceId,
      spanId: span.spanId,
      parentId: span.parentId === '' ? '0'.repeat(16) : span.parentId,
      start: span.start,
      end: span.end,
      name: span.name.toWellFormed(),
      kind: span.kind,
      flags: span.flags,
      facts: (span.isError ? Fact.STATUS_ERROR : 0) | (span.hasLink ? Fact.HAS_LINK : 0),
      resource: {
        service: resource['service.name'] ?? null,
        host: resource['host.name'] ?? null,
        instance: resource['service.instance.id'] ?? null,
        language: resource['telemetry.sdk.language'] ?? null,
      },
    })),
  );
}
