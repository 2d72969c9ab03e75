import { z } from 'zod';

const count = z.int().nonnegative();

/** started = unsampled + ended + neverEnded = unsampled + stored + lost. The unsampled are in no other count. */
const spanCounts = {
  started: count,
  unsampled: count,
  ended: count,
  neverEnded: count,
  stored: count,
  lost: count,
};

const batchResults = z.object({ accepted: count, failed: count });

const fault = z.object({
  id: z.string(),
  role: z.string(),
  /** service.name that the role has in this recording. */
  service: z.string(),
  what: z.string(),
  environment: z.record(z.string(), z.string().nullable()).readonly().optional(),
  killedEverySeconds: z.number().optional(),
  refusals: z
    .array(z.object({ fromSecond: z.number(), seconds: z.number(), status: z.number() }))
    .readonly()
    .optional(),
});

/** Named as in the auditor's report. */
const structure = z.object({
  traces: count,
  spans: count,
  orphans: count,
  missingParents: count,
  tracesWithOrphans: count,
  rootless: count,
  multiRoot: count,
  resends: count,
});

const service = z.object({
  /** service.name as exported. */
  service: z.string(),
  role: z.string(),
  /** IDs of the faults that were switched on in this service. */
  faults: z.array(z.string()),
  ...spanCounts,
  batches: batchResults,
  batchedSpans: batchResults,
  droppedBeforeExport: count,
  traces: count,
  roots: count,
  orphans: count,
  instances: z.array(z.object({ instance: z.string(), ...spanCounts })),
});

/** Stored CLIENT spans of calls between services of the shop. */
const edge = z.object({
  from: z.string(),
  to: z.string(),
  calls: count,
  withoutServer: count,
  /** Why the SERVER span is missing from the trace; the four add up to `withoutServer`. */
  because: z.object({ otherTrace: count, unsampled: count, lost: count, neverStarted: count }),
});

/** Orphans by their service, their kind and what became of the parent. */
const orphans = z.object({
  service: z.string(),
  kind: z.int(),
  parentService: z.string(),
  parent: z.enum(['unsampled', 'lost', 'neverStarted']),
  spans: count,
});

/** The content of truth.json. The README of the shop explains each field. */
export const truth = z.object({
  recording: z.string(),
  recorded: z.object({ from: z.iso.datetime(), to: z.iso.datetime() }),
  requests: z.object({ sent: count, failed: count }),
  archive: z.object({
    objects: z.object({ json: count, protobuf: count }),
    bytes: count,
    /** Spans as stored; one that was sent twice counts twice. */
    records: count,
  }),
  faults: z.array(fault),
  totals: z.object(spanCounts),
  structure,
  services: z.array(service),
  edges: z.array(edge),
  orphans: z.array(orphans),
});

export type Truth = z.infer<typeof truth>;
export type SpanCounts = Truth['totals'];
export type StructureTruth = z.infer<typeof structure>;
export type ServiceTruth = z.infer<typeof service>;
export type EdgeTruth = z.infer<typeof edge>;
export type OrphanTruth = z.infer<typeof orphans>;
