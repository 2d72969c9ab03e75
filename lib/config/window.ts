import { ConfigError } from './error';
import { parseInstant } from './instant';

/** A window as it is written: the last hours, or from one time to another (`now` where it is left out). */
export type WindowSetting =
  | { readonly last: number }
  | { readonly from: string; readonly to?: string | undefined };

/** `[start, end)` in milliseconds since the epoch. */
export interface Period {
  readonly start: number;
  readonly end: number;
}

/**
 * The window that a setting stands for at the time `now` (milliseconds since the epoch).
 * @throws UnitError where a time cannot be read
 * @throws ConfigError where the window is empty
 */
export function windowOf(setting: WindowSetting, now: number): Period {
  if ('last' in setting) return { start: Math.max(0, now - setting.last), end: now };
  const to = setting.to ?? 'now';
  const start = parseInstant(setting.from, now);
  const end = parseInstant(to, now);
  if (start >= end) {
    throw ConfigError.of(
      `The window is empty: it begins at ${setting.from} and ends at ${to}; give an earlier start.`,
    );
  }
  return { start, end };
}
