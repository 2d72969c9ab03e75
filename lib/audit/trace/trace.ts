import type { EffectiveConfig } from '../../config/effective';
import { windowOf } from '../../config/window';
import { assemble, UNNAMED_SERVICE } from '../../model/assemble';
import { type Judgeable, traceStates } from '../../model/states';
import { readRange, type Window } from '../../model/window';
import type { TraceReport } from '../../report/trace-model';
import type { TraceSelection } from '../../sampling/trace-selection';
import type { Listing, Source } from '../../sources/source';
import { type AuditRuntime, progressOf, specOf, whatWasRead } from '../audit';
import { coverageOf } from '../coverage';
import { damageOf } from '../damage';
import { planWith } from '../plan';
import { readOptionsOf } from '../read-options';
import { readPlanned } from '../read-planned';
import { traceReportOf } from './report';
import { countResends } from './resends';

/**
 * Reads one trace from all sources of the configuration and tells how it is built and what each check says of it. A
 * source that can look a trace up is asked for it; all else, within the window where there is one, is read through.
 * @param traceId 32 lower-case hex digits (parseTraceId)
 * @throws SourceError where a source cannot be used at all
 * @throws ConfigError where the window is empty
 */
export async function readTrace(
  config: EffectiveConfig,
  traceId: string,
  runtime: AuditRuntime = {},
): Promise<TraceReport> {
  const now = runtime.now ?? Date.now();
  const signal = runtime.signal ?? new AbortController().signal;
  const progress = progressOf(runtime);
  const sources = config.sources.map(specOf);
  const margins = { ...config.margin, settle: config.settle };
  const audited = config.window === null ? null : windowOf(config.window, now);
  const range = audited === null ? null : readRange(audited, margins, now);
  const selection: TraceSelection = { by: 'trace', traceId };

  const lister = (source: Source) => listTrace(source, traceId, range, signal);
  const list = () => planWith(lister, sources, signal, (objectsListed) => progress({ objectsListed }));
  const planned = await list();
  progress({ stage: 'reading', bytesListed: planned.bytes });
  const options = readOptionsOf(config, { sources, selection, signal, onProgress: progress });
  const { plan, read } = await readPlanned(planned, list, options);

  progress({ stage: 'judging' });
  const spansKept = read.table.length;
  const damage = damageOf(plan, read.outcomes, config.settle);
  const window = audited === null || range === null ? untilNow(now) : { audited, read: range };
  const state = traceStates(read.table, {
    ...damage,
    window: { audited: window.audited, ...whatWasRead(sources, window.read, now), margins },
  })[0];
  const rawIds = new Map(read.outcomes.flatMap((outcome) => outcome.rawIds));
  // It is shown whatever its state: what is not judged is said, and no verdict given.
  const { corpus, counts } = assemble(read.table, SHOW_ALL, rawIds);
  const resends = countResends(read.table, (service) => service || UNNAMED_SERVICE);
  const coverage = coverageOf(plan, read, counts, spansKept, read.sampleRate);
  const isCut = read.spansLeftOut > 0;
  const report = traceReportOf({ config, traceId, state, isCut, corpus, resends, coverage, now });
  read.table.release();
  progress({ stage: 'done' });
  return report;
}

const SHOW_ALL: Judgeable = {
  window: null,
  damagedTraces: new Set(),
  truncatedObjects: new Set(),
  corruptObjects: new Set(),
  damagedTimes: [],
  settle: 0,
};

async function* listTrace(
  source: Source,
  traceId: string,
  range: Window | null,
  signal: AbortSignal,
): AsyncIterable<Listing> {
  if (source.listTrace === undefined) {
    yield* source.list(range, signal);
    return;
  }
  const found = await source.listTrace(traceId, signal);
  yield { objects: found === null ? [] : [found], problems: [] };
}

/** Without a window everything is read, and what began or ended just now may still be arriving. */
function untilNow(now: number): { readonly audited: Window; readonly read: Window } {
  return { audited: { start: 0, end: Number.MAX_SAFE_INTEGER }, read: { start: 0, end: now } };
}
