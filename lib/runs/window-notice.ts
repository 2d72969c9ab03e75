import type { EffectiveConfig } from '../config/effective';
import { fitNotice, type RunNotice } from '../publish/notice';
import { resultOf } from '../publish/notice-of-report';
import { jsonKey, reportUrl } from '../publish/report-storage';
import type { Report } from '../report/model';
import type { Closure } from '../schedule/state';

/** A window, milliseconds since the epoch. */
interface Period {
  readonly start: number;
  readonly end: number;
}

/** What a notice is about. */
export interface NoticeSubject {
  readonly kind: 'audit' | 'incident';
  readonly runId: string;
  readonly source: string;
  readonly window: Period;
  /** Key of the report without its ending, below the prefix. */
  readonly key: string;
}

/** The notice of an audited window. */
export function noticeOf(report: Report, subject: NoticeSubject, config: EffectiveConfig): RunNotice {
  return fitNotice({
    ...base(subject, subject.runId, config),
    kind: subject.kind,
    ...resultOf(report),
    // An incident closes no finding.
    ...(subject.kind === 'incident' && { passed: [] }),
    report: reportLink(subject.key, config),
  });
}

/** The notice of a window that was given up, or of a stretch that nobody audited. */
export function closureNotice(
  closure: Closure,
  source: string,
  runId: string,
  config: EffectiveConfig,
): RunNotice {
  return fitNotice({
    ...base({ source, window: closure }, runId, config),
    kind: closure.kind,
    verdict: 'unknown',
    judgedTraces: 0,
    incompleteTraces: 0,
    completeness: null,
    sampleRate: 1,
    findings: [],
    moreFindings: 0,
    passed: [],
    morePassed: 0,
    problems: [],
    reason: closure.reason,
    nothingJudged: null,
    report: null,
  });
}

function base(
  { source, window }: { readonly source: string; readonly window: Period },
  runId: string,
  config: EffectiveConfig,
) {
  return {
    noticeVersion: 1,
    runId,
    environment: config.runs.environment,
    source,
    window: { start: new Date(window.start).toISOString(), end: new Date(window.end).toISOString() },
    comparedWith: null,
  } as const;
}

function reportLink(key: string, { runs }: EffectiveConfig): RunNotice['report'] {
  const { bucket, prefix, url } = runs.report;
  const link = (file: string) => reportUrl(url, { bucket: bucket ?? '', key: `${prefix}${file}` });
  // The key names the full report; people follow the link to the text that they can read.
  return { key: `${prefix}${jsonKey(key)}`, url: link(`${key}.md`) };
}
