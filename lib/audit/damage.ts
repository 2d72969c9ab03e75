import type { Judgeable } from '../model/states';
import type { Window } from '../model/window';
import type { ObjectOutcome } from './object-reader';
import type { Plan } from './plan';

/** Which traces must not be judged because a part of them may be in what could not be read. */
export function damageOf(
  plan: Plan,
  outcomes: readonly ObjectOutcome[],
  settle: number,
): Omit<Judgeable, 'window'> {
  const broken = outcomes.filter((outcome) => !outcome.complete);
  const corrupt = broken.filter(
    ({ problems, isBrokenWithin }) =>
      isBrokenWithin || problems.some(({ reason }) => reason === 'corrupt-compression'),
  );
  return {
    damagedTraces: new Set(outcomes.flatMap((outcome) => outcome.damagedTraces)),
    truncatedObjects: new Set(
      broken
        .filter(({ object, spansRead }) => spansRead > 0 && !isBlock(plan, object))
        .map(({ object }) => object),
    ),
    corruptObjects: new Set(corrupt.map(({ object }) => object)),
    damagedTimes: broken
      .filter(({ object, spansRead }) => spansRead === 0 || isBlock(plan, object))
      .flatMap(({ object }) => storedTime(plan, object, settle)),
    settle,
  };
}

/** Spans of a block are sorted by trace, not by time: what is missing may be of any time of the block. */
function isBlock(plan: Plan, object: number): boolean {
  return plan.jobs[object]?.listed.block !== undefined;
}

/** When the spans of an object ended, as its partition keys tell: it was stored within `settle` of that. */
function storedTime(plan: Plan, object: number, settle: number): Window[] {
  const partition = plan.jobs[object]?.listed.partition ?? null;
  return partition === null ? [] : [{ start: partition.start - settle, end: partition.end }];
}
