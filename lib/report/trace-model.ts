import { z } from 'zod';
import { KIND_NAMES } from '../model/span';
import { coverageSchema } from './coverage-model';
import { count, instant, type Plain } from './fields';
import { SCHEMA_VERSION } from './model';

const depth = () => count.describe('Levels below the top of its tree');

const spanRow = z.strictObject({
  type: z.literal('span'),
  depth: depth(),
  spanId: z.string().describe('Hex; as it came where it is no valid ID'),
  parentId: z.string().nullable(),
  name: z.string(),
  service: z.string(),
  kind: z.enum(KIND_NAMES),
  startMs: z
    .number()
    .nullable()
    .describe('Milliseconds after the start of the trace; null where it has no start'),
  durationMs: z.number().nullable().describe('null where a time is not set'),
  isError: z.boolean().describe('Its status is ERROR'),
  resends: count.describe('How often it came again with equal content'),
  fails: z.array(z.string()).describe('IDs of the checks that it fails'),
});

const missingRow = z.strictObject({
  type: z.literal('missing').describe('A span that others name as their parent, and that is not there'),
  depth: depth(),
  spanId: z.string(),
  service: z.string().nullable().describe('The service that it likely is of; null where nothing tells'),
  basis: z
    .enum(['own', 'inferred', 'unknown'])
    .describe(
      'own: a span below it says that it is of its own process; inferred: from the calls of this trace',
    ),
});

const missingServerRow = z.strictObject({
  type: z.literal('missing-server').describe('The other half of the call above it, which is not there'),
  depth: depth(),
  service: z.string(),
});

const againRow = z.strictObject({
  type: z.literal('again').describe('A span that stands above already: its parents lead round in a circle'),
  depth: depth(),
  spanId: z.string(),
});

const answer = z.strictObject({
  check: z.string(),
  title: z.string().describe('What a failure says of the service, to be read after its name'),
  answer: z.enum(['fail', 'exempt', 'pass', 'not-applicable']),
  severity: z.enum(['error', 'warning', 'info']).describe('The worst that a finding of it may be'),
  applicable: count,
  failing: count.describe('Not exempt'),
  exempt: count,
  services: z.array(z.string()).describe('Of whom it fails, exempt ones included'),
  reasons: z.record(z.string(), count).describe('Failing units by reason'),
  skipped: z.record(z.string(), count).describe('Units that it does not apply to, by reason'),
  needsMany: z
    .boolean()
    .describe('It learns from many traces: that it passes or does not apply to one alone says little'),
});

/** One trace: its tree, and what each check says of it. */
export const traceReportSchema = z.strictObject({
  schemaVersion: z.literal(SCHEMA_VERSION),
  tool: z.strictObject({ name: z.string(), version: z.string() }),
  sources: z.array(z.string()),
  traceId: z.string(),
  status: z
    .enum(['whole', 'unsettled', 'cut', 'damaged', 'outside', 'unread', 'not-found'])
    .describe(
      'whole: nothing speaks against it; unsettled: too recent; cut: it reaches past what was read; damaged: a part ' +
        'of it could not be read; outside: it begins outside the window; unread: some input could not be read',
    ),
  verdict: z
    .enum(['complete', 'incomplete', 'partial', 'unknown'])
    .describe('unknown: it is not whole; partial: spans are missing by design'),
  summary: z.strictObject({
    spans: count.describe('Distinct spans: exact resends are folded'),
    services: count,
    roots: count,
    missingParents: count.describe('Distinct parent IDs that no span has'),
    resends: count,
    start: instant.nullable(),
    durationMs: z.number().nullable().describe('From the earliest start to the latest end'),
  }),
  rows: z
    .array(z.discriminatedUnion('type', [spanRow, missingRow, missingServerRow, againRow]))
    .describe('The trees in depth-first order: what belongs below a row follows it with a greater depth'),
  checks: z.array(answer).describe('Learned from this trace alone'),
  coverage: coverageSchema,
});

export type TraceReport = Plain<z.infer<typeof traceReportSchema>>;
export type TraceRow = TraceReport['rows'][number];
export type SpanRow = Extract<TraceRow, { readonly type: 'span' }>;
export type TraceAnswer = TraceReport['checks'][number];

/** What the trace report of a trace that was not read wholly is: nothing is said of its health. */
export function isWhole({ status }: Pick<TraceReport, 'status'>): boolean {
  return status === 'whole';
}
