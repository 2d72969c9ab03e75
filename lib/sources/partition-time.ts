import type { Zone } from 'luxon';
import type { Window } from '../model/window';
import { boundsOf, isDate, type PartitionKeys } from './partition-keys';

/** Which instants a partition can stand for, in the time zone of the archive. */

const MINUTE = 60_000;
const DAY = 86_400_000;
/** More than any zone's distance from UTC (-12 h to +14 h). */
const FARTHEST_OFFSET = 26 * 3_600_000;
const DAY_UNITS = 3;

/**
 * The instants of a date, as one window or several: `[2026]` is a year, `[2026, 11, 5, 14]` an hour.
 *
 * A local time that comes twice (clocks set back) stands for both of its instants. One that never comes
 * (clocks set forward) stands for those that it would have before and after the change, so that an object with
 * such a key, however it came by it, is not lost.
 * @param date values from the year down, each possible
 * @returns windows in milliseconds since the epoch, in order, at least one
 */
export function instantsOf(date: readonly number[], zone: Zone): readonly Window[] {
  if (date.length >= DAY_UNITS) return localInstants(localStart(date), localEnd(date), zone);
  const lastDay = new Date(localEnd(date) - DAY);
  const first = localInstants(localStart(date), localStart(date) + DAY, zone);
  const last = localInstants(lastDay.getTime(), lastDay.getTime() + DAY, zone);
  return [{ start: first[0]!.start, end: last.at(-1)!.end }];
}

/** Whether an instant of `range` has all of these keys; of units without a key any value will do. */
export function overlaps(keys: PartitionKeys, range: Window, zone: Zone): boolean {
  return reaches([], keys, range, zone);
}

function reaches(date: readonly number[], keys: PartitionKeys, range: Window, zone: Zone): boolean {
  if (date.length > 0 && !instantsOf(date, zone).some((window) => meet(window, range))) return false;
  if (keys.slice(date.length).every((value) => value === null)) return true;
  return candidates(date.length, keys, range).some((value) => {
    const longer = [...date, value];
    return isDate(longer) && reaches(longer, keys, range, zone);
  });
}

/** The value that a key gives its unit, or all that are possible. */
function candidates(unit: number, keys: PartitionKeys, range: Window): number[] {
  const given = keys[unit];
  if (given !== null && given !== undefined) return [given];
  const [lowest, highest] = unit === 0 ? yearsOf(range) : boundsOf(unit);
  return Array.from({ length: highest - lowest + 1 }, (_, index) => lowest + index);
}

/** The years of a range in any time zone. */
function yearsOf(range: Window): [first: number, last: number] {
  const [lowest, highest] = boundsOf(0);
  const first = new Date(range.start - FARTHEST_OFFSET).getUTCFullYear();
  const last = new Date(range.end + FARTHEST_OFFSET).getUTCFullYear();
  return [Math.max(lowest, first), Math.min(highest, last)];
}

/** Whether two windows have an instant in common. */
export function meet(one: Window, other: Window): boolean {
  return one.start < other.end && other.start < one.end;
}

/** Local times are counted as if they were UTC; the zone's offset is what lies between the two. */
function localStart(date: readonly number[]): number {
  const [year = 1970, month = 1, day = 1, hour = 0, minute = 0] = date;
  return Date.UTC(year, month - 1, day, hour, minute);
}

function localEnd(date: readonly number[]): number {
  return localStart(date.map((value, unit) => (unit === date.length - 1 ? value + 1 : value)));
}

function localInstants(start: number, end: number, zone: Zone): readonly Window[] {
  const from = start - FARTHEST_OFFSET;
  const to = end + FARTHEST_OFFSET;
  const before = zone.offset(from) * MINUTE;
  const after = zone.offset(to) * MINUTE;
  if (before === after) return [{ start: start - before, end: end - before }];
  const change = changeBetween(from, to, zone);
  const skipped = { start: Math.max(start, change + before), end: Math.min(end, change + after) };
  return joined([
    { start: start - before, end: Math.min(end - before, change) },
    { start: Math.max(start - after, change), end: end - after },
    { start: skipped.start - after, end: skipped.end - after },
    { start: skipped.start - before, end: skipped.end - before },
  ]);
}

/** The instant at which the offset changes; no zone changes it twice within three days. */
function changeBetween(from: number, to: number, zone: Zone): number {
  const before = zone.offset(from);
  let [low, high] = [from, to];
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (zone.offset(middle) === before) low = middle;
    else high = middle;
  }
  return high;
}

/** Windows that are not empty, in order, those that touch made one. */
function joined(windows: readonly Window[]): readonly Window[] {
  const result: Window[] = [];
  const real = windows.filter((window) => window.start < window.end);
  for (const window of real.sort((one, other) => one.start - other.start)) {
    const last = result.at(-1);
    if (last === undefined || last.end < window.start) result.push(window);
    else result[result.length - 1] = { start: last.start, end: Math.max(last.end, window.end) };
  }
  return result;
}
