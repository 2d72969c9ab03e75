/**
 * Partition keys as the Collector's S3 exporter writes them into paths: `year=2026/month=11/day=05/hour=14/minute=07`
 * (awss3exporter, the default of `s3_partition_format`).
 */

/** Units of a partition, the largest first. */
const UNITS = ['year', 'month', 'day', 'hour', 'minute'] as const;

/** How many units there are. */
export const UNIT_COUNT = UNITS.length;

/** Values by unit, in the order year, month, day, hour, minute; null where the path does not say. */
export type PartitionKeys = readonly (number | null)[];

const NO_KEYS: PartitionKeys = UNITS.map(() => null);
const LOWEST = [1970, 1, 1, 0, 0] as const;
const HIGHEST = [9999, 12, 31, 23, 59] as const;
const KEY = /^(year|month|day|hour|minute)=(\d{1,4})$/;

/**
 * The keys that the folders of a path stand for. Any part of them may be there. Where a unit comes twice, what
 * lies deeper counts, and takes the smaller units above it away with it. What is no date (`month=13`) is no key.
 * @param folders folder names from the top, the name of the object itself left out
 */
export function partitionKeysOf(folders: readonly string[]): PartitionKeys {
  let keys = NO_KEYS;
  for (const folder of folders) {
    const match = KEY.exec(folder);
    if (match === null) continue;
    const unit = UNITS.findIndex((name) => name === match[1]);
    const next = keys.map((value, index) => (index < unit ? value : null));
    next[unit] = Number(match[2]);
    if (isDate(next)) keys = next;
  }
  return keys;
}

/** Whether a folder name is a partition key. */
export function isPartitionFolder(folder: string): boolean {
  return hasKeys(partitionKeysOf([folder]));
}

/** Whether there is any key at all. */
export function hasKeys(keys: PartitionKeys): boolean {
  return keys.some((value) => value !== null);
}

/** The values from the year down to the smallest key, or null where one between them is missing. */
export function wholeDate(keys: PartitionKeys): readonly number[] | null {
  const smallest = keys.findLastIndex((value) => value !== null);
  const values = keys.slice(0, smallest + 1).filter((value) => value !== null);
  return values.length > 0 && values.length === smallest + 1 ? values : null;
}

/** Values that a unit can have, lowest and highest. */
export function boundsOf(unit: number): readonly [lowest: number, highest: number] {
  return [LOWEST[unit] ?? 0, HIGHEST[unit] ?? 0];
}

/** Whether the values can be a date; a day is checked against its month and year where these are known. */
export function isDate(keys: PartitionKeys): boolean {
  const inBounds = keys.every((value, unit) => {
    const [lowest, highest] = boundsOf(unit);
    return value === null || (value >= lowest && value <= highest);
  });
  const [year, month, day] = keys;
  if (!inBounds || month === undefined || month === null || day === undefined || day === null)
    return inBounds;
  const LEAP_YEAR = 2000;
  return day <= new Date(Date.UTC(year ?? LEAP_YEAR, month, 0)).getUTCDate();
}
