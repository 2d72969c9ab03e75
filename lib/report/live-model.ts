import { z } from 'zod';
import { count, type Plain, share } from './fields';

/** At most so many trace IDs of a kind are given as examples. */
export const MAX_LIVE_EXAMPLES = 5;

const traceIds = () => z.array(z.string()).max(MAX_LIVE_EXAMPLES).describe('Trace IDs, 32 hex digits');

const plan = z.discriminatedUnion('kind', [
  z
    .strictObject({
      kind: z.literal('suffix-classes'),
      digits: count.describe('Last hex digits that a class has'),
      classes: count.describe('Classes that were read, of 16^digits'),
      pattern: z.string().describe('A regular expression for the last digits of their trace IDs'),
      rate: share.describe('Share of all traces'),
    })
    .describe('All traces whose IDs end in one of these classes: a uniform sample'),
  z
    .strictObject({
      kind: z.literal('time-slices'),
      of: count.describe('Slices of equal length that the window was cut into'),
      slices: count.describe('Slices that were read'),
      sliceSeconds: z.number().min(0),
      rate: share.describe('Share of the time'),
    })
    .describe(
      'All traces that began in slices drawn at random: a cluster sample, less certain than its size says',
    ),
]);

const counters = z
  .strictObject({
    discardedSpans: z.record(z.string(), count).describe('Spans that it threw away, by reason'),
    disconnected: count.describe('Traces with spans that hung on nothing when they were written'),
    rootless: count.describe('Traces without a root when they were written'),
    spansReceived: count,
  })
  .describe("Tempo's own counters since it started; it counts traces that were written in pieces as broken");

/** What was asked of one running Tempo. */
export const liveSchema = z.strictObject({
  source: z.string(),
  tempoVersion: z.string().nullable().describe('As the server tells it; null where it does not'),
  plan: plan.nullable().describe('How the traces were chosen'),
  estimated: count
    .nullable()
    .describe('Traces in the window as thought beforehand; null where nobody could tell'),
  found: count.describe('Traces that search named for the sample'),
  pagesSplit: count.describe('Answers that were full, so that the search was split'),
  pagesIncomplete: count.describe('Searches that did not name all traces and could not be split'),
  partial: count.describe('Traces that the server itself gave in part: not judged'),
  mismatch: z
    .strictObject({
      notFoundById: count.describe('Named by search, and not there by ID'),
      notFoundBySearch: count.describe(
        'There by ID, and not named by the search that should have; only those are known that the search for further examples named (20 at most)',
      ),
      examples: traceIds(),
    })
    .describe('Where search and by-ID disagree (search-by-id-mismatch)'),
  maybeCutBySize: z
    .strictObject({ traces: count, examples: traceIds() })
    .describe("Traces with orphans that are near Tempo's limit on a trace: maybe cut by it"),
  requests: count,
  retries: count.describe('Requests that were made again'),
  counters: counters.nullable().describe('null where they were not asked for, or could not be read'),
  countersUnread: z.string().optional().describe('Why they could not be read; absent where nothing is wrong'),
});

export type LiveCoverage = Plain<z.infer<typeof liveSchema>>;
