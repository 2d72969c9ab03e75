import { CHECKS, checksNamed, runChecks } from '../checks';
import type { Check } from '../checks/check';
import { exemptionUses } from '../checks/exemptions';
import { type FindingOptions, findings } from '../checks/findings';
import { learn } from '../checks/learned';
import { passedSubjects } from '../checks/passed';
import { countStructure } from '../checks/structure';
import type { EffectiveConfig } from '../config/effective';
import { ConfigError } from '../config/error';
import { matchesGlob } from '../config/glob';
import { thresholdFor } from '../config/thresholds';
import { windowOf } from '../config/window';
import type { Judgeable } from '../model/states';
import { readRange, type Window } from '../model/window';
import type { Report } from '../report/model';
import { selectionOf } from '../sampling/trace-selection';
import { parseSource } from '../sources';
import type { SourceSpec } from '../sources/source';
import { coverageOf } from './coverage';
import { damageOf } from './damage';
import { JudgingThreads } from './judging-threads';
import { liveCoverage, missedProblems, sliceSample } from './live-coverage';
import { MinuteSample } from './minute-sample';
import type { ObjectOutcome } from './object-reader';
import { planReading } from './plan';
import { type ReadProgress, readOptionsOf } from './read-options';
import { readObjects } from './reading';
import { Replanning } from './replan';
import { reportOf } from './report';
import { shareGiven } from './sample-rate';
import { judgeBeside, withExamplesBeside } from './suspects';

/** How far an audit has come. */
export interface AuditProgress {
  /** `judging`: traces are assembled and checked; `reporting`: of what was found findings and a report are made. */
  readonly stage: 'listing' | 'reading' | 'judging' | 'reporting' | 'done';
  readonly objectsListed: number;
  readonly objectsRead: number;
  /** Stored bytes; null where they are not known beforehand. */
  readonly bytesListed: number | null;
  readonly bytesRead: number;
  readonly spansKept: number;
}

/** What an audit needs of the process that it runs in. */
export interface AuditRuntime {
  /** Time of the audit, milliseconds since the epoch; default: the clock. */
  readonly now?: number | undefined;
  /** Ends the audit: it then throws the signal's reason. */
  readonly signal?: AbortSignal | undefined;
  /**
   * Stored bytes that may be read. Where the window has more, a random subset of its minutes is audited, if objects
   * tell their time. null: no limit.
   */
  readonly maxBytes?: number | null | undefined;
  /** Only these traces are judged, hex; null: all. */
  readonly traceIds?: readonly string[] | null | undefined;
  /**
   * Whether a place that is there and holds nothing at all is no mistake: nothing is judged then, and a problem says
   * why. Default: it is one, and the audit fails.
   */
  readonly mayBeEmpty?: boolean | undefined;
  readonly onProgress?: ((progress: AuditProgress) => void) | undefined;
}

/**
 * Audits what the configuration names: lists and reads it, sorts the spans into traces, runs the checks.
 * @throws SourceError where a source cannot be used at all
 * @throws ConfigError where the window is empty, or a check is not known
 */
export async function runAudit(config: EffectiveConfig, runtime: AuditRuntime = {}): Promise<Report> {
  const judges = new JudgingThreads(config.threads === 'auto' ? null : config.threads);
  let report: Report;
  try {
    report = await auditWith(judges, config, runtime);
  } finally {
    await judges.close();
  }
  // Only now: where it failed, somebody may still be reading.
  judges.table.release();
  return report;
}

async function auditWith(
  judges: JudgingThreads,
  config: EffectiveConfig,
  runtime: AuditRuntime,
): Promise<Report> {
  const now = runtime.now ?? Date.now();
  const signal = runtime.signal ?? new AbortController().signal;
  const progress = progressOf(runtime);
  const specs = config.sources.map(specOf);
  const margins = { ...config.margin, settle: config.settle };
  const { mayBeEmpty = false } = runtime;
  const audited = config.window === null ? null : windowOf(config.window, now);
  const range = audited === null ? null : readRange(audited, margins, now);

  const checks = chosenChecks(config.checks);
  const minutes =
    audited === null || runtime.maxBytes == null
      ? null
      : new MinuteSample({ audited, margins, now, sources: specs, maxBytes: runtime.maxBytes });
  const onListed = (objectsListed: number) => progress({ objectsListed });
  const list = async () => {
    const whole = await planReading(specs, range, signal, onListed, { audited, mayBeEmpty });
    return minutes === null ? whole : minutes.narrow(whole);
  };
  const first = await list();
  const replanning = new Replanning(first, list);
  progress({ stage: 'reading', bytesListed: first.bytes });
  const more = (outcomes: readonly ObjectOutcome[]) => replanning.more(outcomes);
  const selection = selectionOf(config.sample);
  const options = readOptionsOf(config, { sources: specs, selection, signal, onProgress: progress });
  const onProgress = (done: ReadProgress) => {
    judges.startInTime(done, first.bytes);
    progress(done);
  };
  const nextWork = () => judges.hire();
  const raw = await readObjects(first.jobs, { ...options, more, nextWork, onProgress }, judges.table);
  const plan = { ...first, ...replanning.plan };
  const read = { ...raw, outcomes: replanning.settled(raw.outcomes) };

  progress({ stage: 'judging' });
  const spansKept = read.table.length;
  const sampleRate = read.sampleRate * shareGiven(plan, read.table);
  const sample = minutes?.sample ?? null;
  const rules: Judgeable = {
    ...damageOf(plan, read.outcomes, config.settle),
    window:
      audited === null || range === null
        ? null
        : {
            audited,
            margins,
            ...whatWasRead(specs, range, now),
            ...(sample !== null && { clusters: sample.minutes }),
          },
    ...(runtime.traceIds != null && { only: new Set(runtime.traceIds.map((id) => id.toLowerCase())) }),
  };
  const rawIds = new Map(read.outcomes.flatMap((outcome) => outcome.rawIds));
  const { corpus, counts, survey } = judges.assemble(rules, rawIds);
  const learned = learn(corpus, config.edges, survey);
  const results = runChecks(corpus, learned, checks);

  progress({ stage: 'reporting' });
  const findingOptions: FindingOptions = {
    minApplicable: config.minApplicable,
    thresholdOf: (check, service) => thresholdFor(config.thresholds, check, service),
    exemptions: config.exemptions,
    services: config.services,
    matches: matchesGlob,
    window: audited,
    clusters: sample ?? sliceSample(plan, specs.length),
    now,
  };
  const beside = await judgeBeside(plan, options, {
    ...rules,
    checks,
    edges: config.edges,
    findings: findingOptions,
  });
  const found = withExamplesBeside(findings(corpus, results, findingOptions), beside.findings);
  const live = liveCoverage({ specs, plan, read, beside, corpus });
  const missed = missedProblems({ plan, beside });
  const report = reportOf({
    config,
    audited,
    coverage: {
      ...coverageOf(
        { ...plan, problems: [...plan.problems, ...missed] },
        read,
        counts,
        spansKept,
        sampleRate,
      ),
      ...(live !== undefined && { live }),
      ...(sample !== null && { minutes: { audited: sample.minutes.length, of: sample.total } }),
    },
    checks: checks.map(({ meta }) => meta.id),
    learned,
    corpus,
    ...countStructure(corpus, learned),
    findings: found,
    passed: passedSubjects(corpus, learned, results, findingOptions),
    exemptions: exemptionUses(config.exemptions, found, now, matchesGlob),
  });
  progress({ stage: 'done' });
  return report;
}

/** @throws ConfigError where there is no such check: nothing would be checked, and nothing found */
function chosenChecks(ids: readonly string[]): readonly Check[] {
  const known = CHECKS.map(({ meta }) => meta.id);
  const unknown = ids.find((id) => !known.includes(id));
  if (unknown === undefined) return checksNamed(ids);
  throw ConfigError.of(`There is no check ${JSON.stringify(unknown)}; the checks are ${known.join(', ')}.`);
}

/** Where a source of the configuration is. @throws SourceError `invalid` */
export function specOf({ source, ...options }: EffectiveConfig['sources'][number]): SourceSpec {
  return parseSource(source, options);
}

/** Traces that servers gave whole reach to now; with an archive beside them, that sets the bounds. */
export function whatWasRead(
  specs: readonly SourceSpec[],
  range: Window,
  now: number,
): Pick<NonNullable<Judgeable['window']>, 'read' | 'isReadWhole'> {
  const isReadWhole = specs.every(({ kind }) => kind === 'tempo');
  return isReadWhole ? { read: { start: range.start, end: now }, isReadWhole } : { read: range };
}

/** Calls `onProgress` with all that is known so far whenever a part of it changes. */
export function progressOf({ onProgress }: AuditRuntime): (change: Partial<AuditProgress>) => void {
  let current: AuditProgress = {
    stage: 'listing',
    objectsListed: 0,
    objectsRead: 0,
    bytesListed: null,
    bytesRead: 0,
    spansKept: 0,
  };
  return (change) => {
    current = { ...current, ...change };
    onProgress?.(current);
  };
}
