import { Refusal } from './answer';
import type { Context } from './context';

const MAX_HOURS = 168;
/** How long before now 3.1 ends each search and metrics query (`query_end_cutoff`). */
const END_CUTOFF = 30;
/** Where a range starts that cutting its end would turn around (`query_backend_after`). */
const DEFAULT_START = 15 * 60;

/** Seconds since the epoch. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

/** `start` and `end` of a search or a tags request; null where neither is given. @throws Refusal */
export function rangeOf(parameters: URLSearchParams, context: Context): Range | null {
  const start = secondsOf(parameters, 'start');
  const end = secondsOf(parameters, 'end');
  if (start === 0 && end === 0) return null;
  const range = start > 0 && end > 0 ? cutRange({ start, end }, context) : { start, end };
  if (range.end <= range.start)
    throw new Refusal(
      400,
      `http parameter start must be before end. received start=${range.start} end=${range.end}`,
    );
  const hours = context.options.maxSearchHours ?? MAX_HOURS;
  if (range.end - range.start > hours * 3600)
    throw new Refusal(
      400,
      `range specified by start and end exceeds ${hours}h0m0s. received start=${range.start} end=${range.end}`,
    );
  return range;
}

/** 3.1 leaves out the last 30 seconds. */
export function cutRange(range: Range, { flavour, now }: Context): Range {
  const last = now() - END_CUTOFF;
  if (flavour === '2.10' || range.end <= last) return range;
  return { start: range.start > last ? now() - DEFAULT_START : range.start, end: last };
}

/** Without times: what is recent. */
export function recentRange({ now }: Context): Range {
  return { start: now() - DEFAULT_START, end: now() - END_CUTOFF };
}

function secondsOf(parameters: URLSearchParams, name: string): number {
  const text = parameters.get(name) ?? '';
  if (/^\d*$/.test(text)) return Number(text);
  throw new Refusal(
    400,
    `invalid ${name}: strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`,
  );
}
