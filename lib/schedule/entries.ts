import type { Window } from '../model/window';
import type { ScheduleState, WindowEntry } from './state';

/** No lease is longer: one that ends later was given by a clock that was wrong. Lambda ends a run after 15 min. */
export const MAX_LEASE = 16 * 60_000;

/** Held: the lease has not run out, and is no longer than any lease can be. */
export function isHeld({ leaseUntil }: WindowEntry & { state: 'running' }, now: number): boolean {
  return now < leaseUntil && leaseUntil <= now + MAX_LEASE;
}

/** The entry of exactly this window. */
export function entryOf({ entries }: ScheduleState, { start, end }: Window): WindowEntry | undefined {
  return entries.find((entry) => entry.start === start && entry.end === end);
}

/** The state with this entry, in place of the one that begins at the same time. */
export function withEntry(state: ScheduleState, entry: WindowEntry): ScheduleState {
  const others = state.entries.filter(({ start }) => start !== entry.start);
  return { ...state, entries: [...others, entry].toSorted((a, b) => a.start - b.start) };
}

/** Moves the watermark over closed windows, and makes one entry of closed ones that touch. */
export function compact(state: ScheduleState): ScheduleState {
  let { doneUntil } = state;
  const entries: WindowEntry[] = [];
  for (const entry of state.entries) {
    const last = entries.at(-1);
    if (entry.state === 'closed' && entry.start === doneUntil) doneUntil = entry.end;
    else if (entry.state === 'closed' && last?.state === 'closed' && last.end === entry.start) {
      entries[entries.length - 1] = { ...last, end: entry.end };
    } else entries.push(entry);
  }
  return { ...state, doneUntil, entries };
}
