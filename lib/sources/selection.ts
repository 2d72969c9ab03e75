import { Info, type Zone } from 'luxon';
import type { Window } from '../model/window';
import { hasKeys, partitionKeysOf, wholeDate } from './partition-keys';
import { instantsOf, overlaps } from './partition-time';
import type { ListedObject } from './source';
import type { StoredObject } from './tree';

/**
 * How the time of storing speaks for an object without partition keys.
 * - `uploaded`: it was written at one moment (S3): taken if that lies within the range.
 * - `last-written`: it may have been written to for hours, as a file exporter does (local files): its time is that
 *   of its last span, so it is taken from the start of the range on, however late.
 */
export type ModifiedRule = 'uploaded' | 'last-written';

/** What a folder's path says of the time of what lies in it. */
interface FolderTime {
  readonly folder: string;
  readonly hasKeys: boolean;
  readonly partition: Window | null;
  readonly mayHold: boolean;
  readonly needsAll: boolean;
}

const SECOND = 1000;

/**
 * Which folders and objects of an archive a range of time needs. Partition keys decide where there are any, since
 * they outlive copying; else the time of last modification does. What has neither is taken.
 */
export class Selection {
  readonly range: Window | null;
  private readonly zone: Zone;
  private readonly rule: ModifiedRule;
  private latest: FolderTime | null = null;

  /**
   * @param range what is to be read; null: all
   * @param timezone of the partition keys, as `isTimezone` takes it
   */
  constructor(range: Window | null, timezone: string, rule: ModifiedRule) {
    this.range = range;
    this.zone = Info.normalizeZone(timezone);
    this.rule = rule;
  }

  /** Whether something that is needed may lie under a folder. */
  mayHold(folder: string): boolean {
    return this.timeOf(folder).mayHold;
  }

  /** Whether all that lies under a folder is needed. */
  needsAllOf(folder: string): boolean {
    return this.timeOf(folder).needsAll;
  }

  /** Whether the folder's path has partition keys. */
  isPartition(folder: string): boolean {
    return this.timeOf(folder).hasKeys;
  }

  /** An object that lies directly in a folder, with the time that its keys stand for; null where it is not needed. */
  take(object: StoredObject, folder: string): ListedObject | null {
    const time = this.timeOf(folder);
    const isNeeded = time.hasKeys ? time.mayHold : this.isModifiedWithin(object.modified);
    return isNeeded ? { ...object, partition: time.partition } : null;
  }

  private isModifiedWithin(modified: number | null): boolean {
    if (this.range === null || modified === null) return true;
    // S3 gives whole seconds, cut: what was stored at 12:00:00.7 says 12:00:00.
    const start = Math.floor(this.range.start / SECOND) * SECOND;
    return modified >= start && (this.rule === 'last-written' || modified < this.range.end);
  }

  /** Objects of one folder come one after another, so the latest answer is kept. */
  private timeOf(folder: string): FolderTime {
    if (this.latest?.folder !== folder) this.latest = this.judge(folder);
    return this.latest;
  }

  private judge(folder: string): FolderTime {
    const { range, zone } = this;
    const keys = partitionKeysOf(folder.split('/'));
    const date = wholeDate(keys);
    const instants = date === null ? [] : instantsOf(date, zone);
    const [first, last] = [instants[0], instants.at(-1)];
    const partition = first && last ? { start: first.start, end: last.end } : null;
    const within =
      partition !== null && range !== null && range.start <= partition.start && partition.end <= range.end;
    const mayHold = range === null || !hasKeys(keys) || overlaps(keys, range, zone);
    return { folder, hasKeys: hasKeys(keys), partition, mayHold, needsAll: range === null || within };
  }
}

/** Whether this is a time zone that partition keys can be in: an IANA name, `UTC`, `UTC+5:30` or `local`. */
export function isTimezone(name: string): boolean {
  return Info.normalizeZone(name).isValid;
}
