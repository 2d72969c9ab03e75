import { z } from 'zod';
import { coverageSchema } from './coverage-model';
import { count, type Plain, share } from './fields';
import { findingSchema } from './finding-model';
import { exemptionSchema, SCHEMA_VERSION, windowSchema } from './model';

/** At most so many example traces of a kind. */
export const MAX_PARITY_EXAMPLES = 5;

const interval = () =>
  z.strictObject({ low: share, high: share }).describe('95 % Wilson interval on the rate');

const example = z.strictObject({
  traceId: z.string(),
  onlyInFirst: count.describe('Spans that the second source lacks'),
  onlyInSecond: count.describe('Spans that the first source lacks'),
  services: z.array(z.string()).describe('Of these spans'),
});

const examples = () => z.array(example).max(MAX_PARITY_EXAMPLES);

/** What comparing two sources came to. */
export const parityReportSchema = z.strictObject({
  schemaVersion: z.literal(SCHEMA_VERSION),
  tool: z.strictObject({ name: z.string(), version: z.string() }),
  sources: z
    .strictObject({ first: z.string(), second: z.string() })
    .describe('The two that were compared, as shown to people'),
  window: windowSchema.nullable().describe('null: everything that was read was compared'),
  settings: z.strictObject({
    minApplicable: count.describe('No warning or error from fewer traces'),
    services: z.array(z.string()).describe('Of these only services and findings are reported; empty: of all'),
  }),
  sample: z
    .strictObject({
      rate: share.describe('Share of all traces that was compared, the same ones of both sources'),
      lastDigits: z
        .array(z.string())
        .nullable()
        .describe(
          'The last hex digits of the trace IDs chosen, where a server chose; null: by a hash of the ID',
        ),
    })
    .describe('Which traces were read'),
  verdict: z
    .enum(['ok', 'findings', 'unknown'])
    .describe('unknown: nothing could be compared, or something was unreadable and the rest is the same'),
  traces: z.strictObject({
    compared: count.describe('same + onlyInFirst + onlyInSecond + differing'),
    same: count,
    onlyInFirst: count.describe('The second source has no span of them'),
    onlyInSecond: count.describe('The first source has no span of them'),
    differing: count.describe('Both have them, with different spans'),
    rate: share.describe('(compared - same) / compared; 0 where nothing was compared'),
    interval: interval(),
    notCompared: z
      .strictObject({
        outsideWindow: count.describe('Begin outside the window in one source at least'),
        unsettled: count.describe('Too recent in one source at least'),
        cut: count.describe('Reach past what was read of one source at least'),
        unread: count.describe('A part of them may be in input of one source that could not be read'),
      })
      .describe('Neither the same nor different'),
  }),
  spans: z
    .strictObject({
      same: count,
      onlyInFirst: count,
      onlyInSecond: count,
      renamed: count.describe('Of the same ones: server halves that have an ID of their own in one source'),
    })
    .describe('Distinct spans of the compared traces'),
  services: z.array(
    z.strictObject({
      name: z.string(),
      traces: count.describe('Compared traces with spans of it in either source'),
      differing: count.describe('Those in which one source lacks spans of it'),
      rate: share,
      interval: interval(),
      onlyInFirst: count.describe('Spans of it that the second source lacks'),
      onlyInSecond: count.describe('Spans of it that the first source lacks'),
    }),
  ),
  examples: z.strictObject({ onlyInFirst: examples(), onlyInSecond: examples(), differing: examples() }),
  findings: z
    .array(findingSchema)
    .describe('One for each service whose spans differ; the most harmful first'),
  exemptions: z.array(exemptionSchema),
  coverage: z.strictObject({ first: coverageSchema, second: coverageSchema }),
});

export type ParityReport = Plain<z.infer<typeof parityReportSchema>>;
export type ParityExample = ParityReport['examples']['differing'][number];
