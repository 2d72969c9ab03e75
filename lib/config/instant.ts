import { DateTime } from 'luxon';
import { UnitError } from './unit-error';
import { parseDuration } from './units';

/** Forms of a point in time, to be read after "give". */
export const INSTANT_FORMS =
  'a time such as 2026-11-20T14:00Z or 2026-11-20T14:00:00+01:00, a day (its start in UTC), now, or now-2h';

/** RFC 3339 with the seconds left to the writer; the offset is required, as nobody knows which zone is meant. */
const TIME = /^\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d(:\d\d(\.\d+)?)?([Zz]|[+-]\d\d:\d\d)$/;
const DAY = /^\d{4}-\d\d-\d\d$/;
const RELATIVE = /^now(?:-(\S+))?$/;

/**
 * A point in time in milliseconds since the epoch: RFC 3339, a day, `now`, or `now-` and a duration.
 * @param now milliseconds since the epoch
 * @throws UnitError, also for times before 1970
 */
export function parseInstant(text: string, now: number): number {
  const trimmed = text.trim();
  const millis = relative(trimmed, now) ?? absolute(trimmed);
  if (!Number.isFinite(millis) || millis < 0) throw new UnitError(text, INSTANT_FORMS);
  return millis;
}

function relative(text: string, now: number): number | null {
  const found = RELATIVE.exec(text);
  if (found === null) return null;
  const [, back] = found;
  return back === undefined ? now : now - parseDuration(back);
}

/** NaN where it is no time. */
function absolute(text: string): number {
  if (!DAY.test(text) && !TIME.test(text)) return Number.NaN;
  const time = DateTime.fromISO(text.toUpperCase().replace(' ', 'T'), { zone: 'utc' });
  return time.isValid ? time.toMillis() : Number.NaN;
}
