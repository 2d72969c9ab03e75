import type { Window } from '../../model/window';
import { isHarmless } from '../../report/verdict';
import { MAX_DAMAGED_TRACES, type ObjectOutcome } from '../object-reader';
import type { Plan } from '../plan';

const TRACE_ID_DIGITS = 32;

/** What of a source was not read: what seems to be missing in it may be in there. */
export interface Doubt {
  /** Whether a trace of that ID and time (milliseconds since the epoch) may have spans in what was not read. */
  mayHold(traceIdHex: string, earliest: number, latest: number): boolean;
}

/**
 * What the reading of a source leaves open: an object that was not read to its end may hold spans of any trace of the
 * time that its partition keys tell, and of any trace at all where they tell none; a damaged piece holds those of the
 * traces that it names.
 * @param settle how long before it was stored a span may have ended, milliseconds
 * @param isByTrace each object is one trace, as a server gives it, and its name ends with the trace ID
 */
export function doubtOf(
  plan: Plan,
  outcomes: readonly ObjectOutcome[],
  settle: number,
  isByTrace: boolean,
): Doubt {
  const damagedTraces = new Set(outcomes.flatMap((outcome) => outcome.damagedTraces));
  const unread = outcomes.filter(
    ({ complete, damagedTraces: damaged }) => !complete || damaged.length >= MAX_DAMAGED_TRACES,
  );
  if (isByTrace) for (const { object } of unread) damagedTraces.add(traceIdIn(plan, object));
  const times = isByTrace ? [] : unread.map(({ object }) => storedTime(plan, object, settle));
  const isAnyTime = times.includes(null) || plan.problems.some(({ reason }) => !isHarmless(reason));
  return {
    mayHold: (traceIdHex, earliest, latest) =>
      isAnyTime ||
      damagedTraces.has(traceIdHex) ||
      times.some((time) => time !== null && earliest < time.end && latest >= time.start),
  };
}

function traceIdIn(plan: Plan, object: number): string {
  return plan.jobs[object]?.listed.name.slice(-TRACE_ID_DIGITS) ?? '';
}

function storedTime(plan: Plan, object: number, settle: number): Window | null {
  const partition = plan.jobs[object]?.listed.partition ?? null;
  return partition && { start: partition.start - settle, end: partition.end };
}
