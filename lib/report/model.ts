import { z } from 'zod';
import { coverageSchema } from './coverage-model';
import { count, instant, type Plain, seconds, UNCOMPILED } from './fields';
import { edgeNameSchema, findingSchema } from './finding-model';
import { passedSchema } from './passed-model';

/** Raised when a field is removed or changes its meaning; added fields do not raise it. */
export const SCHEMA_VERSION = 1;

/** The audit window of a report. */
export const windowSchema = z
  .strictObject({
    start: instant,
    end: instant.describe('Not in the window itself'),
    settleSeconds: seconds.describe(
      'A trace with a span this close to the end of what was read is unsettled',
    ),
    marginSeconds: z
      .strictObject({ before: seconds, after: seconds })
      .describe('How far around the window was read'),
  })
  .describe('Traces whose earliest span starts in [start, end) were judged');

const settings = z
  .strictObject({
    minApplicable: count.describe('No warning or error from fewer units'),
    checks: z.array(z.string()).describe('IDs of the checks that ran'),
    services: z
      .array(z.string())
      .describe('Findings, services and edges of these only are reported; empty: of all'),
  })
  .describe('What the result depends on beside the input');

const structure = z
  .strictObject({
    spans: count.describe('Distinct spans: exact resends are folded'),
    orphans: count.describe('Spans whose parent ID no span of their trace has'),
    missingParents: count.describe('Distinct pairs of trace and missing parent ID'),
    tracesWithOrphans: count,
    rootless: count.describe('Traces without a root span'),
    multiRoot: count.describe('Traces with more than one root span'),
    resends: count.describe('Spans that came again with equal content'),
    idClashes: count.describe('Spans that share their ID with a different span of their trace'),
    sharedRpc: count.describe(
      'Pairs of client and server halves under one ID, or that Tempo gave two in its answer',
    ),
    selfParents: count.describe('Spans that are their own parent'),
    cycles: count.describe('Longer circles of parents'),
    invalidIds: count.describe('Spans with an ID that is all zero, of the wrong length or not hex'),
  })
  .describe('The shape of the judged traces');

/** What became of an exemption. */
export const exemptionSchema = z.strictObject({
  check: z.string(),
  service: z.string().nullable(),
  edge: edgeNameSchema.nullable(),
  reason: z.string(),
  until: z.iso.date().describe('Last day on which it holds, UTC'),
  expired: z.boolean(),
  units: count.describe('Failing units that it exempted'),
});

/** The report of one audit: everything that any output shows. */
export const reportSchema = z.strictObject({
  schemaVersion: z.literal(SCHEMA_VERSION),
  tool: z.strictObject({ name: z.string(), version: z.string() }),
  sources: z.array(z.string()).describe('Where the traces came from, as shown to people'),
  window: windowSchema.nullable().describe('null: everything that was read was judged'),
  settings,
  verdict: z
    .enum(['ok', 'findings', 'unknown'])
    .describe('unknown: nothing could be judged, or something was unreadable and the rest shows no fault'),
  coverage: coverageSchema,
  traces: z
    .strictObject({
      complete: count.describe('No sign of loss'),
      incomplete: count.describe('Spans are missing'),
      partial: count.describe('Spans are missing by design'),
    })
    .describe('The judged traces by verdict'),
  structure,
  services: z.array(
    z.strictObject({ name: z.string(), spans: count, traces: count, roots: count, orphans: count }),
  ),
  edges: z.array(
    z.strictObject({
      ...edgeNameSchema.shape,
      calls: count,
      withoutServer: count.describe('Calls without a span of the called service'),
    }),
  ),
  findings: z.array(findingSchema).describe('The most harmful first'),
  passed: z
    .array(passedSchema)
    .describe(
      'Services and edges in which a check failed nowhere, in minApplicable units or more; of what is neither here nor in findings nothing is known',
    ),
  exemptions: z.array(exemptionSchema).describe('All that the configuration declares, used or not'),
});

export type Report = Plain<z.infer<typeof reportSchema>>;
export type ServiceRow = Report['services'][number];
export type ExemptionUse = Report['exemptions'][number];

/**
 * A report that came from outside (a file, a bucket), checked and with its keys in the published order.
 * @throws z.ZodError that names each wrong field
 */
export function validateReport(value: unknown): Report {
  return reportSchema.parse(value, UNCOMPILED);
}
