import type { Window } from '../model/window';
import { closeHopeless, park, wound } from './closing';
import { compact, entryOf, isHeld, MAX_LEASE, withEntry } from './entries';
import { type Closure, MAX_REPORTED, type ScheduleState, type WindowEntry } from './state';
import { dueWindows, latestDueStart, type WindowRules } from './windows';

/** How runs share the windows. */
export interface ClaimRules extends WindowRules {
  /** A window that so many runs have begun in vain is given up. */
  readonly maxTries: number;
  /** How long a run may hold a window; milliseconds. */
  readonly lease: number;
}

/** Who asks, and when (milliseconds since the epoch). */
export interface Claimant {
  readonly owner: string;
  readonly now: number;
}

/** What a run may do now. */
export type Claim =
  | { readonly kind: 'audit'; readonly window: Window; readonly tries: number; readonly isMore: boolean }
  /** All windows that are due are closed. */
  | { readonly kind: 'idle' }
  /** What is left is being worked on by others. */
  | { readonly kind: 'busy'; readonly leaseUntil: number };

/** A state, and what the caller learns. */
export interface Step<Result> {
  readonly state: ScheduleState;
  readonly result: Result;
}

/** The state before the first run: it begins with the latest window that is due. */
export function firstState(rules: WindowRules, now: number): ScheduleState {
  const doneUntil = latestDueStart(rules, now);
  return { stateVersion: 1, doneUntil, entries: [], toReport: [], reported: [], bytesPerSecond: null };
}

/**
 * Takes the oldest window that is due and free. On the way it gives up windows that were begun too often and stretches
 * that are too old, which are then in `toReport`.
 * @param skip starts of windows that this run has already tried
 */
export function claim(
  current: ScheduleState | null,
  claimant: Claimant,
  rules: ClaimRules,
  skip: ReadonlySet<number> = new Set(),
): Step<Claim> {
  const { owner, now } = claimant;
  const known = wound(current ?? firstState(rules, now), rules, now);
  const state = closeHopeless(known, rules, now);
  let leaseUntil: number | null = null;
  let taken: WindowEntry | null = null;
  for (const { window, entry } of dueWindows(state, rules, now)) {
    if (entry?.state === 'closed' || skip.has(window.start)) continue;
    if (taken !== null) return audit(state, taken, true);
    if (entry?.state === 'running' && entry.owner !== owner && isHeld(entry, now)) {
      leaseUntil = Math.min(leaseUntil ?? entry.leaseUntil, entry.leaseUntil);
      continue;
    }
    // Its own claim, of which the answer was lost, is no further try.
    const isOwn = entry?.state === 'running' && entry.owner === owner;
    const tries = (entry?.tries ?? 0) + (isOwn ? 0 : 1);
    taken = { state: 'running', ...window, owner, leaseUntil: now + Math.min(rules.lease, MAX_LEASE), tries };
  }
  if (taken !== null) return audit(state, taken, false);
  return { state, result: leaseUntil === null ? { kind: 'idle' } : { kind: 'busy', leaseUntil } };
}

function audit(
  state: ScheduleState,
  taken: WindowEntry & { state: 'running' },
  isMore: boolean,
): Step<Claim> {
  const { start, end, tries } = taken;
  return {
    state: withEntry(state, taken),
    result: { kind: 'audit', window: { start, end }, tries, isMore },
  };
}

/**
 * Closes a window that its owner has audited, stored and published.
 * @param bytesPerSecond as measured; null: nothing was
 * @returns `lost` where another run has taken it over, which then closes it, or has closed it
 */
export function finish(
  state: ScheduleState,
  window: Window,
  owner: string,
  bytesPerSecond: number | null,
): Step<'closed' | 'lost'> {
  if (!isOwnedBy(state, window, owner)) return { state, result: 'lost' };
  const closed = compact(withEntry(state, { state: 'closed', ...window }));
  return {
    state: { ...closed, bytesPerSecond: smoothed(state.bytesPerSecond, bytesPerSecond) },
    result: 'closed',
  };
}

/**
 * Gives a window back with the reason; after `maxTries` it is parked: closed, and to be reported.
 * @param bytesPerSecond as measured until then; null: nothing was
 */
export function fail(
  current: ScheduleState,
  window: Window,
  owner: string,
  reason: string,
  rules: Pick<ClaimRules, 'maxTries'>,
  bytesPerSecond: number | null,
): Step<'failed' | 'parked' | 'lost'> {
  const state = { ...current, bytesPerSecond: smoothed(current.bytesPerSecond, bytesPerSecond) };
  const entry = entryOf(state, window);
  if (entry?.state !== 'running' || entry.owner !== owner) return { state: current, result: 'lost' };
  const { tries } = entry;
  if (tries >= rules.maxTries) return { state: park(state, window, reason), result: 'parked' };
  return { state: withEntry(state, { state: 'failed', ...window, tries, reason }), result: 'failed' };
}

/** Notes that the notice of a closure was sent. */
export function markReported(state: ScheduleState, closure: Closure): ScheduleState {
  const isIt = ({ kind, start, end }: Closure) =>
    kind === closure.kind && start === closure.start && end === closure.end;
  if (!state.toReport.some(isIt)) return state;
  return {
    ...state,
    toReport: state.toReport.filter((other) => !isIt(other)),
    reported: [...state.reported, closure].slice(-MAX_REPORTED),
  };
}

function isOwnedBy(state: ScheduleState, window: Window, owner: string): boolean {
  const entry = entryOf(state, window);
  return entry?.state === 'running' && entry.owner === owner;
}

/** Half of the old and half of the new: follows a change within a few windows, and is not thrown by one. */
function smoothed(old: number | null, measured: number | null): number | null {
  if (measured === null || !(measured > 0) || !Number.isFinite(measured)) return old;
  return old === null ? measured : (old + measured) / 2;
}
