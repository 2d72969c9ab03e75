import { z } from 'zod';
import { PROBLEM_REASONS } from '../model/problems';
import { count, type Plain, share } from './fields';
import { liveSchema } from './live-model';
import { MAX_PROBLEMS, MORE_PROBLEMS } from './problem-limits';

const problem = z.strictObject({
  object: z.string().describe('The object as its source names it: a path, a key'),
  offset: z
    .number()
    .min(0)
    .nullable()
    .describe('Bytes from its beginning, decoded; null where the object as a whole is meant'),
  reason: z.enum([...PROBLEM_REASONS, MORE_PROBLEMS]),
  message: z.string(),
  count: count.min(1).describe('Pieces that this entry stands for'),
});

/** What was read, what was not, and why. */
export const coverageSchema = z.strictObject({
  objects: z.strictObject({
    listed: count,
    read: count.describe('Read to the end, although pieces of them may have been damaged'),
    unreadable: count.describe('Not read, or not to the end'),
  }),
  formats: z.record(z.string(), count).describe('Objects by format, e.g. otlp-json'),
  bytes: z.strictObject({
    read: count.describe('As stored'),
    decoded: count.describe('After decompression'),
  }),
  spans: z.strictObject({
    read: count,
    kept: count.describe('Of sampled traces'),
    rejected: count.describe('Left out because they were damaged'),
  }),
  skippedRecords: z.strictObject({ logs: count, metrics: count }).describe('No spans, so not audited'),
  traces: z
    .strictObject({
      seen: count.describe('Distinct traces read'),
      seenEstimated: z.boolean().describe('seen is estimated from the sample'),
      sampled: count.describe('Kept: outsideWindow + judged + unsettled + cut + damaged'),
      outsideWindow: count.describe('Begin outside the window: another run judges them'),
      judged: count,
      unsettled: count.describe('Too recent to judge'),
      cut: count.describe('Reach past what was read'),
      damaged: count.describe('A part of them was in input that could not be read'),
    })
    .describe('Only the judged ones are in traces, structure, services, edges and findings'),
  sampleRate: share.describe(
    'Share of traces that was kept, chosen by trace ID; 1 where all were. Where sources gave different shares (live[].plan.rate; 1 of those that are no server), an estimate for all together',
  ),
  minutes: z
    .strictObject({ audited: count.min(1), of: count.min(1) })
    .optional()
    .describe('Where only some minutes of the window were audited, chosen at random; absent: all were'),
  live: z
    .array(liveSchema)
    .optional()
    .describe('What was asked of running servers, one entry a source; absent where none was'),
  problems: z
    .array(problem)
    .max(MAX_PROBLEMS + 1)
    .describe(`What was not read; over ${MAX_PROBLEMS}, a last entry with the reason "more" counts the rest`),
});

export type Coverage = Plain<z.infer<typeof coverageSchema>>;
export type ReportProblem = Coverage['problems'][number];
