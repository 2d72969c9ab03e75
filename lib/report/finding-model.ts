import { z } from 'zod';
import { count, instant, type Plain, seconds, share } from './fields';

/** At most so many buckets in a finding's histogram. */
export const MAX_HISTOGRAM_BUCKETS = 60;
/** At most so many example spans in a finding. */
export const MAX_EXAMPLES = 5;

/** One service calling another, by name. */
export const edgeNameSchema = z.strictObject({
  from: z.string().describe('The calling service'),
  to: z.string().describe('The called service'),
});

const blame = z
  .strictObject({
    service: z.string().nullable().describe('The service held responsible; null where nobody can be named'),
    basis: z
      .enum(['own', 'inferred', 'unknown'])
      .describe('own: the service itself, with certainty; inferred: the likely one, from learned edges'),
  })
  .describe('Who is held responsible, and how that is known');

const histogram = z
  .strictObject({
    start: instant.describe('Where the first bucket begins'),
    bucketSeconds: seconds.describe('Width of one bucket'),
    counts: z.array(count).max(MAX_HISTOGRAM_BUCKETS).describe('Failures in each bucket'),
  })
  .describe('Failures over time');

const example = z.strictObject({
  traceId: z.string().describe('Hex; as it came where it is no valid ID'),
  spanId: z.string().describe('Hex; as it came where it is no valid ID'),
  beside: z
    .literal(true)
    .optional()
    .describe('Of a trace beside the sample, that a search found: judged, but in no count and no rate'),
});

/** A check's failures for one service or edge. */
export const findingSchema = z.strictObject({
  check: z.string().describe('ID of the check, e.g. orphan-span, or expired-exemption'),
  title: z.string().describe('What the finding says of the service, to be read after its name'),
  severity: z.enum(['error', 'warning', 'info']),
  service: z.string(),
  edge: edgeNameSchema.nullable().describe('The edge that it is about, where it is about one'),
  unit: z
    .enum(['span', 'trace', 'call', 'exemption'])
    .describe('What is counted; exemption where an expired exemption is reported'),
  applicable: count.describe('Units that the check applies to'),
  failing: count.describe('Units that fail and are not exempt'),
  exempt: count.describe('Units that fail and are exempt by the configuration'),
  rate: share.describe('failing / applicable'),
  interval: z.strictObject({ low: share, high: share }).describe('95 % Wilson interval on the rate'),
  reasons: z.record(z.string(), count).describe('Failing units by reason code, exempt ones included'),
  blame,
  firstSeen: instant.nullable().describe('Start of the earliest failing span; null where it has no time'),
  lastSeen: instant.nullable().describe('Start of the latest failing span; null where it has no time'),
  histogram: histogram.nullable().describe('null where no failing span has a time'),
  examples: z.array(example).max(MAX_EXAMPLES),
  remedy: z.string().describe('What to look at and which setting to change'),
});

export type Finding = Plain<z.infer<typeof findingSchema>>;
export type EdgeName = Plain<z.infer<typeof edgeNameSchema>>;
export type FindingSeverity = Finding['severity'];
export type Histogram = NonNullable<Finding['histogram']>;
