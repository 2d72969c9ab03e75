import { z } from 'zod';
import { count, instant, type Plain, share } from '../report/fields';
import { edgeNameSchema, findingSchema } from '../report/finding-model';
import { passedSchema } from '../report/passed-model';
import { escapeJsonText } from '../report/untrusted';
import { NOTHING_JUDGED } from '../report/why-unknown';
import { countPassed, samplePassed } from './passed';

/** At most so many findings are in a notice. */
export const MAX_NOTICE_FINDINGS = 50;
/** At most so many lines on what went wrong. */
export const MAX_NOTICE_PROBLEMS = 20;
/** Characters of one such line. */
export const MAX_PROBLEM_LENGTH = 500;
/** A smaller share of what passed is not worth its bytes. */
const LEAST_SHARE = 1 / 1024;
/** Bytes of one message. Source: Amazon SNS, Publish: "maximum of 262,144 bytes, not 262,144 characters". */
export const MAX_NOTICE_BYTES = 262_144;

const period = z.strictObject({ start: instant, end: instant.describe('Not in the window itself') });
const rate = z.strictObject({ rate: share, low: share, high: share });

const change = z.strictObject({
  check: z.string(),
  service: z.string(),
  edge: edgeNameSchema.nullable(),
  change: z.enum(['new', 'worse']).describe('worse: the intervals do not overlap'),
  before: rate.nullable().describe('In the baseline; null where it had no such finding'),
  now: rate,
});

const comparison = z
  .strictObject({
    window: period.describe('The baseline, audited as well'),
    verdict: z.enum(['ok', 'findings', 'unknown']),
    judgedTraces: count,
    changes: z.array(change).max(MAX_NOTICE_FINDINGS).describe('The most harmful first'),
    moreChanges: count,
  })
  .describe('What is new or worse against a baseline window');

/**
 * What a run tells the world: one for each audited window, for each window given up, and for each stretch that was not
 * audited. The message on the topic of audit results.
 */
export const noticeSchema = z.strictObject({
  noticeVersion: z.literal(1),
  kind: z
    .enum(['audit', 'incident', 'failed', 'not-audited'])
    .describe(
      'failed: the window was given up after several tries; not-audited: nobody will look at it any more',
    ),
  runId: z.string().min(1).describe('The same when a window or an event comes again'),
  environment: z.string(),
  source: z.string().describe('Name of the source'),
  window: period,
  verdict: z.enum(['ok', 'findings', 'unknown']),
  judgedTraces: count,
  incompleteTraces: count,
  completeness: share
    .nullable()
    .describe('Complete traces of those complete or incomplete; null where there are none of both'),
  sampleRate: share,
  findings: z.array(findingSchema).max(MAX_NOTICE_FINDINGS).describe('The most harmful first'),
  moreFindings: count.describe('Findings of the report that are not in here'),
  passed: z
    .array(passedSchema)
    .describe(
      'Services and edges in which a check failed nowhere, often enough to tell: what tells a finding that is gone from one of which there is no data. Of audits; else empty',
    ),
  morePassed: count.describe('Services and edges of the report that are not in passed'),
  problems: z.array(z.string()).max(MAX_NOTICE_PROBLEMS).describe('What was not read, or went wrong'),
  reason: z.string().nullable().describe('Of failed and not-audited, and of an unknown verdict'),
  nothingJudged: z
    .strictObject({ because: z.enum(NOTHING_JUDGED), count: count.describe('Of objects, or traces') })
    .nullable()
    .describe('Of an audit that judged no trace: the reason, for programs'),
  report: z
    .strictObject({ key: z.string().describe('In the report bucket'), url: z.string().nullable() })
    .nullable(),
  comparedWith: comparison.nullable(),
});

export type RunNotice = Plain<z.infer<typeof noticeSchema>>;
export type Comparison = NonNullable<RunNotice['comparedWith']>;
export type FindingChange = Comparison['changes'][number];

/** The notice as the text of a message, safe to look at. */
export function noticeText(notice: RunNotice): string {
  return escapeJsonText(JSON.stringify(notice));
}

/**
 * The notice, with as much of it as fits. What passed is left out first, half of it and half of it again; then whole
 * findings from the end; then the changes against the baseline. All is counted. What is left without them, some short
 * lines, always fits into MAX_NOTICE_BYTES.
 * @param maxBytes of the text, in UTF-8
 */
export function fitNotice(notice: RunNotice, maxBytes = MAX_NOTICE_BYTES): RunNotice {
  const short = withShortLines(notice);
  const changes = short.comparedWith?.changes.length ?? 0;
  const most = Math.min(short.findings.length, MAX_NOTICE_FINDINGS);
  const full = cutNotice(short, most, Math.min(changes, MAX_NOTICE_FINDINGS));
  if (bytesOf(full) <= maxBytes) return full;
  for (let share = 1 / 2; full.passed.length > 0 && share > LEAST_SHARE; share /= 2) {
    const sampled = withPassed(full, share);
    if (bytesOf(sampled) <= maxBytes) return sampled;
  }
  const bare = withPassed(short, 0);
  const findings = largest(most, (kept) => bytesOf(cutNotice(bare, kept, changes)) <= maxBytes);
  if (findings !== null) return cutNotice(bare, findings, changes);
  const kept = largest(changes, (some) => bytesOf(cutNotice(bare, 0, some)) <= maxBytes);
  return cutNotice(bare, 0, kept ?? 0);
}

/** The window is the seed: the same notice is the same again, and another window has others. */
function withPassed(notice: RunNotice, share: number): RunNotice {
  const passed = samplePassed(notice.passed, share, notice.window.start);
  const left = countPassed(notice.passed) - countPassed(passed);
  return { ...notice, passed, morePassed: notice.morePassed + left };
}

function withShortLines(notice: RunNotice): RunNotice {
  return {
    ...notice,
    problems: notice.problems.slice(0, MAX_NOTICE_PROBLEMS).map(shorten),
    reason: notice.reason === null ? null : shorten(notice.reason),
  };
}

/** Cut between characters, not between the halves of one. */
function shorten(line: string): string {
  const characters = Array.from(line);
  return characters.length <= MAX_PROBLEM_LENGTH
    ? line
    : `${characters.slice(0, MAX_PROBLEM_LENGTH - 3).join('')}...`;
}

function cutNotice(notice: RunNotice, findings: number, changes: number): RunNotice {
  const { comparedWith } = notice;
  return {
    ...notice,
    findings: notice.findings.slice(0, findings),
    moreFindings: notice.moreFindings + Math.max(0, notice.findings.length - findings),
    comparedWith: comparedWith && {
      ...comparedWith,
      changes: comparedWith.changes.slice(0, changes),
      moreChanges: comparedWith.moreChanges + Math.max(0, comparedWith.changes.length - changes),
    },
  };
}

function bytesOf(notice: RunNotice): number {
  return Buffer.byteLength(noticeText(notice));
}

/** The largest number from 0 to `most` that fits; null where not even 0 does. */
function largest(most: number, fits: (count: number) => boolean): number | null {
  for (let count = most; count >= 0; count--) if (fits(count)) return count;
  return null;
}
