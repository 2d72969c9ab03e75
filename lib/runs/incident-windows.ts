import { alarmWindow } from './alarm-window';
import { DEFAULT_MINUTES, instantOf, type RawRequest, RequestError } from './incident-request';

/** A window, milliseconds since the epoch. */
interface Period {
  readonly start: number;
  readonly end: number;
}

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const LONGEST = DAY;

/**
 * The window that a request is about, and the one that it is compared with.
 * @throws RequestError where the fields do not go together, or a window is empty, too long or not begun
 */
export function incidentWindows(
  request: RawRequest,
  now: number,
): { readonly window: Period; readonly baseline: Period } {
  const window = checked(windowOf(request, now), request.alarm === undefined ? 'from' : 'alarm', now);
  return { window, baseline: baselineOf(request.baseline ?? 'previous', window, now) };
}

function windowOf({ from, to, around, minutes, alarm }: RawRequest, now: number): Period {
  const forms = [from ?? to, around ?? minutes, alarm].filter((form) => form !== undefined);
  if (forms.length !== 1) {
    const found = forms.length === 0 ? 'no window is named' : 'more than one window is named';
    throw new RequestError(`${found}: give {"from", "to"}, {"around", "minutes"} or {"alarm"}`);
  }
  if (alarm !== undefined) return alarmWindow(alarm);
  if (around !== undefined) {
    const reach = (minutes ?? DEFAULT_MINUTES) * MINUTE;
    const middle = instantOf('around', around, now);
    return { start: middle - reach, end: middle + reach };
  }
  if (minutes !== undefined) throw new RequestError('around: missing; minutes needs the time to look around');
  if (from === undefined) throw new RequestError('from: missing; to needs a beginning');
  if (to === undefined) throw new RequestError('to: missing; give the end of the window, or now');
  return { start: instantOf('from', from, now), end: instantOf('to', to, now) };
}

function checked({ start, end }: Period, field: string, now: number): Period {
  if (start >= end) throw new RequestError(`${field}: the window is empty; it must begin before it ends`);
  if (start >= now) throw new RequestError(`${field}: the window has not begun; give a time that is past`);
  if (end - start > LONGEST)
    throw new RequestError(`${field}: the window is longer than a day; give a shorter one`);
  return { start: Math.max(0, start), end: Math.min(end, now) };
}

function baselineOf(baseline: NonNullable<RawRequest['baseline']>, window: Period, now: number): Period {
  if (typeof baseline === 'object') {
    const own = {
      start: instantOf('baseline.from', baseline.from, now),
      end: instantOf('baseline.to', baseline.to, now),
    };
    return checked(own, 'baseline', now);
  }
  const shift = {
    previous: window.end - window.start,
    yesterday: DAY,
    'last-week': 7 * DAY,
  }[baseline];
  return { start: Math.max(0, window.start - shift), end: Math.max(1, window.end - shift) };
}
