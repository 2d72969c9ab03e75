import type { Problem } from '../../model/problems';
import type { Window } from '../../model/window';
import { mix32 } from '../../model/words';
import type { SuffixClasses } from '../../sampling/suffix';
import { ObjectError, SourceError } from '../errors';
import type { ListedObject, Listing, Source, Suspects } from '../source';
import { classOf } from './enumeration';
import type { LiveFacts } from './facts';
import { sampleOfClasses, sampleOfShare } from './plan';
import { narrowed } from './query';
import { searchable, secondsOf } from './ranges';
import type { RetryPolicy } from './retry';
import type { Sample, Wanted } from './sample';
import type { SearchHit } from './search';
import { sampleOfSlices } from './slices';
import { nameOfTempo, type TempoSpec } from './spec';
import { TempoServer } from './tempo-server';

/** What a test may set otherwise. */
export interface TempoTrial {
  readonly policy?: RetryPolicy;
  /** Traces that one search names at most. */
  readonly page?: number;
  /** From 0 to 1. */
  readonly random?: () => number;
}

const PAGE_OF_OBJECTS = 1000;
/** Broken traces beside the sample: enough to give every finding its examples. */
const MOST_SUSPECTS = 20;
const SUSPECTS_SEARCHED = 200;
/** Spans that hang on no root: an orphan and all below it. Whole traces whose halves came apart are found as well. */
const DISCONNECTED = 'nestedSetLeft = 0';
/** Only what had so much time to arrive is missed by a search, milliseconds. */
const ARRIVED = 120_000;

/** A running Grafana Tempo: a uniform sample of its traces, each read whole by its ID. */
export class TempoSource implements Source {
  readonly spec: TempoSpec;
  readonly name: string;
  private readonly server: TempoServer;
  private readonly random: (() => number) | null;
  private wanted: Wanted | null = null;
  private sample: Sample | null = null;
  private chosenFor: Window | null = null;
  private facts: Pick<LiveFacts, 'tempoVersion' | 'estimated' | 'counters' | 'countersUnread'> = {
    tempoVersion: null,
    estimated: null,
    counters: null,
    countersUnread: null,
  };
  /** The last trace that was looked up, so that reading it asks no second time. */
  private lookedUp: { readonly name: string; readonly bytes: readonly Uint8Array[] } | null = null;

  /** @throws SourceError where the credentials cannot be read */
  constructor(spec: TempoSpec, trial: TempoTrial = {}) {
    this.spec = spec;
    this.name = nameOfTempo(spec);
    this.server = new TempoServer(spec, trial.policy, trial.page);
    this.random = trial.random ?? null;
  }

  /** The traces of the sample. `range` is the audit window itself: by ID a trace comes whole, wherever it ends. */
  async *list(range: Window | null, signal: AbortSignal): AsyncGenerator<Listing> {
    if (range === null) {
      throw new SourceError('invalid', `${this.name}: a window is needed: --last 1h, or --from and --to`);
    }
    const { hits, pagesIncomplete } = await this.sampleOf(range, signal);
    const objects = [...hits.keys()].sort().map((traceId) => this.objectOf(traceId));
    const problems = pagesIncomplete > 0 ? [this.incomplete(pagesIncomplete)] : [];
    for (let at = 0; at < objects.length; at += PAGE_OF_OBJECTS) {
      yield { objects: objects.slice(at, at + PAGE_OF_OBJECTS), problems: [] };
    }
    if (problems.length > 0) yield { objects: [], problems };
  }

  async *open({ name }: ListedObject, signal: AbortSignal): AsyncGenerator<Uint8Array> {
    if (this.lookedUp?.name === name) {
      yield* this.lookedUp.bytes;
      return;
    }
    const bytes = await this.server.traces.read(name.slice(this.name.length + 1), signal);
    if (bytes === null) {
      throw new ObjectError('search-by-id-mismatch', 'search names this trace, and by its ID there is none');
    }
    yield* bytes;
  }

  async chooseClasses(range: Window, signal: AbortSignal): Promise<SuffixClasses> {
    const { classes } = await this.sampleOf(range, signal);
    if (classes !== null) return classes;
    throw new SourceError('invalid', `${this.name}: this server cannot choose by trace ID: Tempo 2.5 can`);
  }

  async listTrace(traceIdHex: string, signal: AbortSignal): Promise<ListedObject | null> {
    const bytes = await this.server.traces.read(traceIdHex, signal);
    if (bytes === null) return null;
    const object = this.objectOf(traceIdHex);
    this.lookedUp = { name: object.name, bytes };
    return object;
  }

  async listSuspects(signal: AbortSignal): Promise<Suspects> {
    const { wanted, sample } = this;
    const last = wanted?.ranges.at(-1);
    if (sample === null || wanted === null || last === undefined) return { objects: [], missed: [] };
    const query = narrowed(wanted.query, DISCONNECTED);
    const { hits } = await this.server.search.find(query, last, signal, SUSPECTS_SEARCHED);
    const beside = hits.filter(({ traceId }) => !sample.hits.has(traceId));
    const isMissed = (hit: SearchHit) => isOfSample(hit, sample, last.end * 1000 - ARRIVED);
    // What says the most comes first.
    const missed = beside.filter(isMissed).slice(0, MOST_SUSPECTS);
    const others = beside.filter((hit) => !isMissed(hit)).slice(0, MOST_SUSPECTS - missed.length);
    const objectOf = ({ traceId }: SearchHit) => this.objectOf(traceId);
    return { objects: [...missed, ...others].map(objectOf), missed: missed.map((hit) => objectOf(hit).name) };
  }

  liveFacts(): LiveFacts {
    const { sample, facts, server } = this;
    return {
      source: this.name,
      ...facts,
      plan: sample?.plan ?? null,
      slices: sample?.slices ?? null,
      found: sample?.hits.size ?? 0,
      pagesSplit: sample?.pagesSplit ?? 0,
      pagesIncomplete: sample?.pagesIncomplete ?? 0,
      requests: server.counts.requests,
      retries: server.counts.retries,
    };
  }

  close(): void {
    this.server.close();
  }

  /** What was chosen for a time stays chosen: another source may have been read by the same classes meanwhile. */
  private async sampleOf(range: Window, signal: AbortSignal): Promise<Sample> {
    const { chosenFor, sample } = this;
    if (sample !== null && chosenFor?.start === range.start && chosenFor.end === range.end) return sample;
    const chosen = await this.choose(range, signal);
    this.chosenFor = range;
    return chosen;
  }

  private async choose(range: Window, signal: AbortSignal): Promise<Sample> {
    const { server, spec } = this;
    const seconds = secondsOf(range);
    const { query, maxTraces } = spec;
    const wanted = { query, maxTraces, ranges: searchable(seconds) };
    const tempoVersion = await server.version(signal);
    const choosesById = await server.search.knowsTraceIds(seconds, signal);
    if (query !== null) await server.search.check(query, seconds, signal);
    this.facts = { ...this.facts, tempoVersion, ...(await server.counters(signal)) };
    const sample = choosesById
      ? await this.chooseById(wanted, signal)
      : await sampleOfSlices(server.search, wanted, this.random ?? drawsFor(range), signal);
    this.wanted = wanted;
    this.sample = sample;
    return sample;
  }

  private async chooseById(wanted: Wanted, signal: AbortSignal): Promise<Sample> {
    const { server, spec } = this;
    if (spec.classes !== null) return sampleOfClasses(server.search, wanted, spec.classes, signal);
    const estimated = await server.estimate(wanted.ranges, signal);
    this.facts = { ...this.facts, estimated };
    return sampleOfShare(server.search, wanted, estimated, signal);
  }

  private objectOf(traceId: string): ListedObject {
    return { name: `${this.name}/${traceId}`, size: null, modified: null, etag: null, partition: null };
  }

  private incomplete(pages: number): Problem {
    return {
      object: this.name,
      offset: null,
      reason: 'incomplete-search',
      message: `${pages} ${pages === 1 ? 'search' : 'searches'} did not name all traces, and could not be split further`,
    };
  }
}

/** Numbers from 0 to 1 that are the same for the same time: an audit that is repeated reads the same slices. */
function drawsFor({ start, end }: Window): () => number {
  let drawn = mix32(Math.floor(start / 1000)) ^ mix32(Math.floor(end / 1000) + 1);
  return () => {
    drawn = (drawn + 0x9e3779b9) | 0;
    return mix32(drawn) / 2 ** 32;
  };
}

/** Whether the sample should have held a trace that is not in it. */
function isOfSample({ traceId, start }: SearchHit, { classes }: Sample, arrivedBy: number): boolean {
  if (classes === null || start === null || start >= arrivedBy) return false;
  return classes.classes.includes(classOf(traceId, classes.digits));
}
