import { cutMiddle } from '../cells';
import type { LiveCoverage } from '../live-model';
import type { Report } from '../model';
import { formatCount, formatPercent, formatQuantity } from '../numbers';
import { escapeUntrusted } from '../untrusted';

const PATTERN_WIDTH = 40;
const VERSION_WIDTH = 40;
const SOURCE_WIDTH = 60;
const REASON_WIDTH = 160;

/** A sentence on what a running server was asked. */
export interface LiveSentence {
  /** Empty where it goes on from the sentence before. */
  readonly label: string;
  readonly sentence: string;
  /** Whether it limits the result. */
  readonly isWarning: boolean;
}

/** For each live source how its traces were chosen, and what was strange there. */
export function liveSentences(report: Report): LiveSentence[] {
  return (report.coverage.live ?? []).flatMap((live) => [
    { label: 'Live', sentence: planSentence(live, report.sources.length === 1), isWarning: false },
    ...warnings(live).map((sentence) => ({ label: 'TEMPO', sentence, isWarning: true })),
    ...countersSentence(live, report),
  ]);
}

/** @param isAlone whether all traces are of this source */
function planSentence(
  { source, tempoVersion, plan, estimated, found, requests, retries }: LiveCoverage,
  isAlone: boolean,
): string {
  const version =
    tempoVersion === null ? 'Tempo' : `Tempo ${cutMiddle(escapeUntrusted(tempoVersion), VERSION_WIDTH)}`;
  const place = isAlone ? '' : ` at ${cutMiddle(escapeUntrusted(source), SOURCE_WIDTH)}`;
  const thought = estimated === null ? '' : ` of about ${formatCount(estimated)} thought`;
  const again = retries === 0 ? '' : `, ${formatCount(retries)} of them again`;
  return `${version}${place}: ${choice(plan, isAlone)}; ${formatCount(found)} traces found${thought}; ${formatQuantity(requests, 'request')}${again}.`;
}

function choice(plan: LiveCoverage['plan'], isAlone: boolean): string {
  if (plan === null) return 'no plan was made';
  const rate = formatPercent(plan.rate);
  if (plan.kind === 'time-slices') {
    const reason = 'this server cannot choose by trace ID';
    if (plan.rate === 1) return `all traces, in ${formatCount(plan.of)} slices of the time (${reason})`;
    // Traces of one time are alike. Intervals know of it, unless other sources' traces are among them.
    const certainty = isAlone ? 'intervals take in how much slices differ' : 'intervals are too narrow';
    return `all traces of ${formatCount(plan.slices)} of ${formatCount(plan.of)} slices of the time (${rate}; ${reason}, and ${certainty})`;
  }
  if (plan.rate === 1) return 'all traces';
  return `all traces whose IDs end in ${cutMiddle(plan.pattern, PATTERN_WIDTH)} (${rate})`;
}

function warnings({ pagesIncomplete, mismatch, maybeCutBySize, partial }: LiveCoverage): string[] {
  const { notFoundById, notFoundBySearch } = mismatch;
  const [example] = maybeCutBySize.examples;
  return [
    ...(pagesIncomplete > 0
      ? [`${formatQuantity(pagesIncomplete, 'search', 'searches')} did not name all traces.`]
      : []),
    ...(notFoundById + notFoundBySearch > 0
      ? [
          `search-by-id-mismatch: ${formatQuantity(notFoundById, 'trace')} named by search and not there by ID, ${formatCount(notFoundBySearch)} the other way round, of what a second search named.`,
        ]
      : []),
    ...(partial > 0 ? [`${formatQuantity(partial, 'trace')} given in part only: not judged.`] : []),
    ...(maybeCutBySize.traces > 0
      ? [
          `${formatQuantity(maybeCutBySize.traces, 'trace')} with orphans maybe cut by Tempo's size limit (max_bytes_per_trace)${example === undefined ? '' : `, such as ${example}`}.`,
        ]
      : []),
  ];
}

/** Tempo's counters beside ours: it knows no service and no trace, and counts traces that came in pieces. */
function countersSentence({ counters, countersUnread }: LiveCoverage, { structure }: Report): LiveSentence[] {
  if (countersUnread !== undefined) {
    const why = cutMiddle(escapeUntrusted(countersUnread), REASON_WIDTH);
    return [{ label: '', sentence: `Tempo's own counters could not be read: ${why}.`, isWarning: false }];
  }
  if (counters === null) return [];
  const { disconnected, rootless, discardedSpans } = counters;
  const reasons = Object.entries(discardedSpans).map(
    ([reason, count]) => `${formatCount(count)} ${cutMiddle(escapeUntrusted(reason), VERSION_WIDTH)}`,
  );
  const discarded = reasons.length === 0 ? 'none' : reasons.join(', ');
  const ours = `${formatCount(structure.tracesWithOrphans)} and ${formatCount(structure.rootless)} of the sample here`;
  return [
    {
      label: '',
      sentence: `Tempo's own count since its start: ${formatCount(disconnected)} disconnected and ${formatCount(rootless)} rootless traces (${ours}); spans discarded: ${discarded}.`,
      isWarning: false,
    },
  ];
}
