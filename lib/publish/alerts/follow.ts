import type { Finding } from '../../report/finding-model';
import type { Change, Followed, Rate } from './state';

/** What decides whether people hear of a finding. */
export interface FollowOptions {
  /** Windows in a row before a finding is told, and before it is called resolved. */
  readonly confirmWindows: number;
  /** Milliseconds after which an ongoing finding is told again. */
  readonly remindAfter: number;
}

/** A window in which a finding was looked for. Times in RFC 3339. */
export interface FollowedWindow {
  readonly start: string;
  readonly end: string;
}

/** How a finding goes on: what is remembered of it (null: nothing any more), and what a message says of it. */
export interface Step {
  readonly followed: Followed | null;
  readonly change: Change | null;
}

/**
 * What it means that a finding is not in a window's result.
 * - `passed`: its check was looked for in its service or edge, often enough, and failed nowhere.
 * - `unseen`: all that there was was read and told, and of its service or edge there was nothing, or too little.
 * - `unclear`: it may be in what was not read, or not told.
 */
export type Absence = 'passed' | 'unseen' | 'unclear';

/** Days after which a finding of which nothing is seen any more is forgotten: what runs once a week comes back before. */
export const FORGET_AFTER_DAYS = 8;
const DAY = 86_400_000;

const NOTHING: Step = { followed: null, change: null };

/**
 * One window's step of one finding.
 * @param before what is remembered; null: the finding is not followed
 * @param now in this window's result, or what it means that it is not there
 */
export function follow(
  before: Followed | null,
  now: Finding | Absence,
  window: FollowedWindow,
  options: FollowOptions,
): Step {
  if (before === null)
    return typeof now === 'string' || !isHarmful(now) ? NOTHING : begin(now, window, options);
  if (now === 'unclear') return stay(before, 'ongoing');
  if (now === 'unseen') return lookFor(before, window);
  const found = now === 'passed' ? null : now;
  const known = { ...before, seen: window.end };
  const { told } = known;
  if (told === null) return found === null ? NOTHING : confirm(known, found, window, options);
  return found === null || isClearlyBelow(found, told)
    ? recover(known, told, found, options)
    : goOn(known, told, found, window, options);
}

/** Nothing is seen of it: no data is neither trouble nor health, and after many days no longer to be waited for. */
function lookFor(before: Followed, window: FollowedWindow): Step {
  const unseenFor = Date.parse(window.end) - Date.parse(before.seen);
  if (unseenFor < FORGET_AFTER_DAYS * DAY) return stay(before, 'unseen');
  return {
    followed: null,
    change: before.told === null ? null : changeOf(before, 'forgotten', true, before.told),
  };
}

/** It stays as it was; people hear of it with the next message if they were told of it before. */
function stay(before: Followed, kind: 'ongoing' | 'unseen'): Step {
  const change = before.told === null ? null : changeOf(before, kind, false, before.told);
  return { followed: before, change };
}

function begin(now: Finding, window: FollowedWindow, options: FollowOptions): Step {
  const { check, service, edge, severity } = now;
  const first = {
    check,
    service,
    edge,
    severity,
    since: window.start,
    streak: 0,
    told: null,
    last: rateOf(now),
    seen: window.end,
  };
  return confirm(first, now, window, options);
}

/** Nobody was told yet: is it time? A window that shows less than a warning ends the row. */
function confirm(before: Followed, now: Finding, window: FollowedWindow, options: FollowOptions): Step {
  if (!isHarmful(now)) return NOTHING;
  const next = { ...before, severity: now.severity, streak: before.streak + 1, last: rateOf(now) };
  if (next.streak < options.confirmWindows) return { followed: next, change: null };
  const followed = { ...next, streak: 0, told: { at: window.end, ...rateOf(now) } };
  return { followed, change: changeOf(followed, 'new', true, null) };
}

/** An exempted finding has no failing unit left: it is muted, which is neither told as recovery nor as trouble. */
function recover(before: Followed, told: Rate, now: Finding | null, options: FollowOptions): Step {
  if (now !== null && isMuted(now)) return NOTHING;
  const streak = before.streak + 1;
  const last = now === null ? { rate: 0, low: 0, high: 0 } : rateOf(now);
  if (streak < options.confirmWindows) {
    return { followed: { ...before, streak, last }, change: changeOf(before, 'ongoing', false, told) };
  }
  return { followed: null, change: changeOf(before, 'resolved', true, told) };
}

/** It is still there. */
function goOn(
  before: Followed,
  told: NonNullable<Followed['told']>,
  now: Finding,
  window: FollowedWindow,
  options: FollowOptions,
): Step {
  const current = { ...before, streak: 0, last: rateOf(now) };
  const worst = now.severity === 'error' ? 'error' : before.severity;
  const retold = { ...current, severity: worst, told: { at: window.end, ...rateOf(now) } };
  if (now.interval.low > told.high)
    return { followed: retold, change: changeOf(retold, 'worse', true, told) };
  if (worst !== before.severity) return { followed: retold, change: changeOf(retold, 'raised', true, told) };
  if (now.interval.high < told.low)
    return { followed: current, change: changeOf(current, 'better', false, told) };
  const isDue = isHarmful(now) && Date.parse(window.end) - Date.parse(told.at) >= options.remindAfter;
  // The rates that were told stay the measure for worse and better, or small steps would never add up.
  const reminded = isDue ? { ...current, told: { ...told, at: window.end } } : current;
  return { followed: reminded, change: changeOf(reminded, 'ongoing', isDue, told) };
}

/** Recovered for certain: less than a warning, and its interval lies wholly below the one that was told. */
function isClearlyBelow(now: Finding, told: Rate): boolean {
  return isMuted(now) || (!isHarmful(now) && now.interval.high < told.low);
}

function isHarmful(finding: Finding): boolean {
  return finding.severity !== 'info' && !isMuted(finding);
}

function isMuted(finding: Finding): boolean {
  return finding.failing === 0 && finding.exempt > 0;
}

function changeOf(followed: Followed, kind: Change['kind'], tells: boolean, before: Rate | null): Change {
  const { check, service, edge, since, severity } = followed;
  const told = before === null ? null : { rate: before.rate, low: before.low, high: before.high };
  return { check, service, edge, kind, tells, since, severity, before: told };
}

function rateOf({ rate, interval }: Finding): Rate {
  return { rate, low: interval.low, high: interval.high };
}
