import type { EffectiveConfig } from '../../config/effective';
import { ConfigError } from '../../config/error';
import { windowOf } from '../../config/window';
import type { Judgeable } from '../../model/states';
import { readRange, type Window } from '../../model/window';
import type { Coverage } from '../../report/coverage-model';
import type { ParityReport } from '../../report/parity-model';
import type { SuffixClasses } from '../../sampling/suffix';
import { firstThreshold, selectionOf, type TraceSelection } from '../../sampling/trace-selection';
import type { Listing, Source, SourceSpec } from '../../sources/source';
import { type AuditRuntime, progressOf, specOf, whatWasRead } from '../audit';
import { coverageOf } from '../coverage';
import { damageOf } from '../damage';
import { type Plan, planWith } from '../plan';
import { readOptionsOf } from '../read-options';
import { readPlanned } from '../read-planned';
import { commonClasses } from './classes';
import { type Compared, compareSources } from './compare';
import { doubtOf } from './doubt';
import { parityReportOf } from './report';
import { ServiceNames, sideOf } from './side';

/** What the first source leaves of the memory for spans to the second: of each span a fifth is kept. */
const SHARE_OF_ROWS = 0.8;

type Progress = ReturnType<typeof progressOf>;

/** How both sources are read. */
interface Reading {
  readonly config: EffectiveConfig;
  readonly window: { readonly audited: Window; readonly read: Window } | null;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly signal: AbortSignal;
  readonly progress: Progress;
  readonly services: ServiceNames;
}

/** One source, listed. */
interface Planned {
  readonly spec: SourceSpec;
  readonly plan: Plan;
  /** Lists it again. */
  readonly list: () => Promise<Plan>;
  /** The classes that it chose by itself; null where it does not choose. */
  readonly classes: SuffixClasses | null;
}

/**
 * Compares two sources that should hold the same traces, on the same sample of trace IDs: one after the other is read,
 * and of the first only IDs and a few words for each span are kept meanwhile.
 * @throws SourceError where a source cannot be used at all
 * @throws ConfigError where there are not two sources, the window is empty, or a source needs one and there is none
 */
export async function compareParity(
  config: EffectiveConfig,
  runtime: AuditRuntime = {},
): Promise<ParityReport> {
  const now = runtime.now ?? Date.now();
  const signal = runtime.signal ?? new AbortController().signal;
  const progress = progressOf(runtime);
  const [firstSpec, secondSpec, ...more] = config.sources.map(specOf);
  if (firstSpec === undefined || secondSpec === undefined || more.length > 0) {
    throw ConfigError.of(`Two sources are compared, and ${config.sources.length} are given.`);
  }
  if ([firstSpec, secondSpec].some((spec) => spec.kind === 'tempo' && spec.query !== null)) {
    throw ConfigError.of('A query leaves traces out of one source: parity compares without one.');
  }
  const audited = config.window === null ? null : windowOf(config.window, now);
  const margins = { ...config.margin, settle: config.settle };
  const window = audited && { audited, read: readRange(audited, margins, now) };
  const reading: Reading = { config, window, now, signal, progress, services: new ServiceNames() };

  const first = await plan(firstSpec, reading, 0);
  const second = await plan(secondSpec, reading, first.plan.jobs.length);
  const wanted = selectionFor(first.classes, second.classes, config.sample);
  const one = await read(first, wanted, reading);
  const other = await read(second, thinnedTo(wanted, one.threshold), reading);

  progress({ stage: 'judging' });
  const threshold = Math.min(one.threshold, other.threshold);
  const report = parityReportOf({
    config,
    audited,
    now,
    selection: wanted,
    threshold,
    comparison: compareSources(one.compared, other.compared, threshold),
    services: reading.services.names,
    coverage: { first: one.coverage, second: other.coverage },
  });
  progress({ stage: 'done' });
  return report;
}

/** Lists a source; one that chooses trace IDs by itself is asked for its choice before, and lists by it. */
async function plan(spec: SourceSpec, reading: Reading, listedBefore: number): Promise<Planned> {
  const { window, signal, progress } = reading;
  let classes: SuffixClasses | null = null;
  async function* list(source: Source): AsyncIterable<Listing> {
    if (source.chooseClasses === undefined) {
      yield* source.list(window?.read ?? null, signal);
      return;
    }
    if (window === null) {
      throw ConfigError.of(`${source.name} needs a window: give --last, or --from and --to.`);
    }
    // A server gives each trace of the window whole, wherever it ends: no margin is needed to find them.
    classes = await source.chooseClasses(window.audited, signal);
    yield* source.list(window.audited, signal);
  }
  const listAgain = () =>
    planWith(list, [spec], signal, (listed) => progress({ objectsListed: listedBefore + listed }));
  const planned = await listAgain();
  return { spec, plan: planned, list: listAgain, classes };
}

function selectionFor(
  first: SuffixClasses | null,
  second: SuffixClasses | null,
  sample: EffectiveConfig['sample'],
): TraceSelection {
  if (first !== null && second !== null) return { by: 'suffix', classes: commonClasses(first, second) };
  const classes = first ?? second;
  return classes === null ? selectionOf(sample) : { by: 'suffix', classes };
}

/** What the second source need not keep as the first could not. */
function thinnedTo(selection: TraceSelection, threshold: number): TraceSelection {
  return selection.by === 'share' && threshold < firstThreshold(selection)
    ? { by: 'share', threshold }
    : selection;
}

/** What reading one source came to. */
interface SideRead {
  readonly compared: Compared;
  readonly coverage: Coverage;
  readonly threshold: number;
}

async function read(
  { spec, plan: planned, list, classes }: Planned,
  selection: TraceSelection,
  { config, window, now, signal, progress, services }: Reading,
): Promise<SideRead> {
  progress({ stage: 'reading', bytesListed: planned.bytes });
  const options = readOptionsOf(config, { sources: [spec], selection, signal, onProgress: progress });
  const { plan: grown, read: result } = await readPlanned(planned, list, {
    ...options,
    // IDs, kinds, times and services are compared, which are always read.
    limits: { ...options.limits, needs: [] },
    maxRows: Math.max(1, Math.floor(options.maxRows * SHARE_OF_ROWS)),
  });
  const { table, outcomes, threshold } = result;
  const spansKept = table.length;
  // A server that chooses traces gives each of them whole, up to now.
  const isByTrace = classes !== null;
  const margins = { ...config.margin, settle: config.settle };
  const rules: Judgeable = {
    ...damageOf(grown, outcomes, config.settle),
    window: window && { audited: window.audited, ...whatWasRead([spec], window.read, now), margins },
  };
  const { side, counts } = sideOf(table, rules, services);
  const doubt = doubtOf(grown, outcomes, config.settle, isByTrace);
  // What a server chose is the selection that both sides are read by.
  const coverage = coverageOf(grown, result, counts, spansKept, result.sampleRate);
  return { compared: { side, doubt }, coverage, threshold };
}
