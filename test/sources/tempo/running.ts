import type { Window } from '../../../lib/model/window';
import { ObjectError } from '../../../lib/sources/errors';
import type { ListedObject, Source } from '../../../lib/sources/source';
import type { RetryPolicy } from '../../../lib/sources/tempo/retry';
import { parseTempo, type TempoOptions, type TempoSpec } from '../../../lib/sources/tempo/spec';
import { TempoSource, type TempoTrial } from '../../../lib/sources/tempo/tempo-source';
import { timesOf } from '../../tempo/audit';
import type { TempoOptions as StandInOptions } from '../../tempo/options';
import { RECORDED_MAX_BYTES, recordedPushes } from '../../tempo/recordings';
import { type StandInTempo, startTempo } from '../../tempo/server';

const PUSHES = recordedPushes('3.1-dev');
const TIMES = timesOf(PUSHES);

/** Retries as in life, without the waiting. */
export const QUICK: RetryPolicy = { attempts: 3, firstDelay: 1, longestDelay: 2, longestRest: 50 };

/** A time with all recorded traces in it. */
export const WINDOW = { start: TIMES.start - 60_000, end: TIMES.start + 240_000 };

const { signal } = new AbortController();

/** The stand-in with the recorded traces, and a source that asks it. */
export async function withTempo<Result>(
  options: Partial<StandInOptions>,
  source: TempoOptions & { readonly spec?: Partial<TempoSpec>; readonly trial?: TempoTrial },
  use: (source: TempoSource, tempo: StandInTempo) => Promise<Result>,
): Promise<Result> {
  const tempo = await startTempo({
    pushes: PUSHES,
    maxBytesPerTrace: RECORDED_MAX_BYTES,
    now: () => TIMES.now,
    ...options,
  });
  const { spec, trial, ...said } = source;
  let opened: TempoSource | null = null;
  try {
    const parsed = parseTempo(`tempo+${tempo.url}`, said);
    opened = new TempoSource({ ...parsed, ...spec }, { policy: QUICK, ...trial });
    return await use(opened, tempo);
  } finally {
    opened?.close();
    await tempo.stop();
  }
}

/** All that a source lists, of the recorded time where nothing else is said. */
export async function listAll(source: Source, window: Window = WINDOW) {
  const objects: ListedObject[] = [];
  const problems: string[] = [];
  for await (const page of source.list(window, signal)) {
    objects.push(...page.objects);
    problems.push(...page.problems.map(({ reason, message }) => `${reason}: ${message}`));
  }
  return { objects, problems };
}

/** The number of bytes of an object, or why it cannot be read. */
export async function readOne(source: Source, object: ListedObject): Promise<number | string> {
  let bytes = 0;
  try {
    for await (const piece of source.open(object, signal)) bytes += piece.length;
    return bytes;
  } catch (error) {
    if (error instanceof ObjectError) return `${error.reason}: ${error.message}`;
    throw error;
  }
}
