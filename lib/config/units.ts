import { UnitError } from './unit-error';

/** Forms of the values with units, to be read after "give". */
export const DURATION_FORMS = 'a duration such as 90s, 15m, 2h, 1h30m or 2d';
export const SIZE_FORMS = 'a size such as 512MB, 2GiB or 1g';
export const SHARE_FORMS = 'a share from 0 to 1 or a percentage, such as 0.1 or 10%';

/** Milliseconds of each unit, the largest first. */
const DURATION_UNITS = { d: 86_400_000, h: 3_600_000, m: 60_000, s: 1000, ms: 1 } as const;
const DURATION =
  /^(?:(\d+(?:\.\d+)?)d)?(?:(\d+(?:\.\d+)?)h)?(?:(\d+(?:\.\d+)?)m)?(?:(\d+(?:\.\d+)?)s)?(?:(\d+)ms)?$/;

/** A letter alone is a power of 1024, as in the JVM's -Xmx and in Docker; with B of 1000, with iB of 1024. */
const SIZE = /^(\d+(?:\.\d+)?) ?(?:([kmgt])(b|ib)?|b)?$/i;
const POWERS: readonly string[] = ['', 'k', 'm', 'g', 't'];

const SHARE = /^(\d+(?:\.\d+)?(?:e-?\d+)?) ?(%?)$/i;

/**
 * A duration in milliseconds: numbers with the units d, h, m, s, ms, the larger before the smaller.
 * @throws UnitError
 */
export function parseDuration(text: string): number {
  const trimmed = text.trim();
  const found = DURATION.exec(trimmed);
  if (found === null || trimmed === '') throw new UnitError(text, DURATION_FORMS);
  const numbers = found.slice(1);
  const millis = Object.values(DURATION_UNITS).reduce(
    (sum, unit, index) => sum + Number(numbers[index] ?? 0) * unit,
    0,
  );
  return wholeOrThrow(Math.round(millis), text, DURATION_FORMS);
}

/** A duration in milliseconds in the form that parseDuration reads, exactly: `1h30m`. */
export function formatDuration(millis: number): string {
  let rest = Math.round(millis);
  let text = '';
  for (const [name, unit] of Object.entries(DURATION_UNITS)) {
    const whole = Math.floor(rest / unit);
    rest -= whole * unit;
    if (whole > 0) text += `${whole}${name}`;
  }
  return text === '' ? '0s' : text;
}

/**
 * A size in bytes: `512MB` (10^6), `512MiB` and `512m` (2^20), or a number of bytes.
 * @throws UnitError
 */
export function parseBytes(text: string): number {
  const found = SIZE.exec(text.trim());
  if (found === null) throw new UnitError(text, SIZE_FORMS);
  const [, number = '0', letter = '', suffix = ''] = found;
  const base = suffix.toLowerCase() === 'b' ? 1000 : 1024;
  const bytes = Number(number) * base ** POWERS.indexOf(letter.toLowerCase());
  return wholeOrThrow(Math.round(bytes), text, SIZE_FORMS);
}

/** A size in bytes in the shortest form that parseBytes reads, exactly: `512MB`, `2GiB`. */
export function formatBytes(bytes: number): string {
  const forms = [1000, 1024].flatMap((base) =>
    POWERS.map((letter, power) => {
      const suffix = base === 1000 ? 'B' : 'iB';
      const value = bytes / base ** power;
      return power === 0
        ? `${bytes}B`
        : wholeText(value, `${letter === 'k' && base === 1000 ? 'k' : letter.toUpperCase()}${suffix}`);
    }),
  );
  return forms
    .filter((form) => form !== null)
    .reduce((best, form) => (form.length < best.length ? form : best));
}

/**
 * A share, 0 to 1: `0.1`, `10%`, `10 %`.
 * @throws UnitError
 */
export function parseShare(text: string): number {
  const found = SHARE.exec(text.trim());
  if (found === null) throw new UnitError(text, SHARE_FORMS);
  const [, number = '', percent = ''] = found;
  const share = percent === '' ? Number(number) : Number(number) / 100;
  if (!(share >= 0 && share <= 1)) throw new UnitError(text, SHARE_FORMS);
  return share;
}

function wholeText(value: number, suffix: string): string | null {
  return Number.isInteger(value) && value > 0 ? `${value}${suffix}` : null;
}

function wholeOrThrow(value: number, text: string, forms: string): number {
  if (!Number.isSafeInteger(value)) throw new UnitError(text, forms);
  return value;
}
