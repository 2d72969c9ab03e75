import type { Window } from '../model/window';
import { compact, isHeld, withEntry } from './entries';
import type { ScheduleState } from './state';
import { dueWindows, isTooOld, type WindowRules } from './windows';

/**
 * A state that ends in the far future was written under a wrong clock: what may be caught up with is looked at again.
 * One that ends a little ahead is waited for, since it may be this clock that is wrong.
 */
export function wound(state: ScheduleState, rules: WindowRules, now: number): ScheduleState {
  if (state.doneUntil <= now + rules.maxCatchUp) return state;
  const back = now - rules.delay - rules.maxCatchUp;
  const doneUntil = Math.max(0, Math.ceil(back / rules.length) * rules.length);
  return { ...state, doneUntil, entries: [] };
}

/** Parks what was begun too often by runs that died, and closes what is too old, as one stretch where it touches. */
export function closeHopeless(
  state: ScheduleState,
  rules: WindowRules & { readonly maxTries: number },
  now: number,
): ScheduleState {
  let result = state;
  const stretches: Window[] = [];
  for (const { window, entry } of dueWindows(state, rules, now)) {
    const isFree =
      entry === null || entry.state === 'failed' || (entry.state === 'running' && !isHeld(entry, now));
    if (isFree && isTooOld(window, rules, now)) {
      extend(stretches, window);
    } else if (entry?.state === 'running' && isFree && entry.tries >= rules.maxTries) {
      result = park(result, window, DIED);
    }
  }
  return compact(stretches.reduce(closeStretch, result));
}

/** Adds a window to the last stretch where the two touch. */
function extend(stretches: Window[], window: Window): void {
  const last = stretches.at(-1);
  if (last?.end === window.start) stretches[stretches.length - 1] = { start: last.start, end: window.end };
  else stretches.push(window);
}

const DIED = 'each run that began it ended without a word: too little memory or time, perhaps';
const TOO_OLD = 'it ended longer ago than maxCatchUp before a run could audit it';

function closeStretch(state: ScheduleState, window: Window): ScheduleState {
  const inside = (other: Window) => other.start >= window.start && other.end <= window.end;
  const entries = state.entries.filter((entry) => !inside(entry));
  const closed = withEntry({ ...state, entries }, { state: 'closed', ...window });
  return { ...closed, toReport: [...state.toReport, { kind: 'not-audited', ...window, reason: TOO_OLD }] };
}

/** Closes a window and notes that this is to be reported. */
export function park(state: ScheduleState, window: Window, reason: string): ScheduleState {
  const closed = compact(withEntry(state, { state: 'closed', ...window }));
  return { ...closed, toReport: [...state.toReport, { kind: 'failed', ...window, reason }] };
}
