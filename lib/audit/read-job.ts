import type { LinePart } from '../formats/line-range';
import type { ListedObject } from '../sources/source';

/** One object to read, or a part of it: its number in the audit, and the source (by number) that lists it. */
export interface ReadJob {
  readonly object: number;
  readonly source: number;
  readonly listed: ListedObject;
  /** Absent: all of it. */
  readonly lines?: LinePart;
}
