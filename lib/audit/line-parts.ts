import type { LinePart } from '../formats/line-range';
import type { SourceSpec } from '../sources/source';
import type { ReadJob } from './read-job';

/** Of all bytes, the share of a part, for each thread: so much at most is one thread left to read alone. */
const SHARE = 1 / 32;
/** Bytes of the smallest part: opening a file again and looking for its first line costs a hundredth of reading so many. */
const FEWEST = 8 * 1024 * 1024;
const MOST = 32 * 1024 * 1024;

/** Bytes of the parts in which `threads` read so many bytes. */
export function partBytesFor(bytes: number, threads: number): number {
  return Math.min(MOST, Math.max(FEWEST, Math.ceil((bytes * SHARE) / threads)));
}

/**
 * Whether an object is large enough to be read in parts, if its lines turn out to be documents of their own. Only of
 * files it is known that they can be read from anywhere.
 */
export function mayBeCut(
  { listed, lines }: ReadJob,
  spec: SourceSpec | undefined,
  partBytes: number,
): boolean {
  const { size, block } = listed;
  const isWholeFile = spec?.kind === 'path' && block === undefined && lines === undefined;
  return isWholeFile && size !== null && size >= 2 * partBytes;
}

/** In how many pieces a large object may be read. */
export function piecesOf({ listed }: ReadJob, partBytes: number): number {
  return Math.ceil((listed.size ?? 0) / partBytes);
}

/**
 * What whoever begins an object does when its lines can be read by others: stops at the next border of parts, and tells.
 * @param tell told the format, and where it stops
 */
export function cutter(
  partBytes: number,
  tell: (format: string, from: number) => void,
): (format: string, read: number) => number {
  return (format, read) => {
    const from = (Math.floor(read / partBytes) + 1) * partBytes;
    tell(format, from);
    return from;
  };
}

/** The parts of an object whose lines before `from` are read by whoever began it. */
export function partsFrom(job: ReadJob, format: string, from: number, partBytes: number): ReadJob[] {
  const size = job.listed.size ?? 0;
  const count = Math.max(0, Math.ceil((size - from) / partBytes));
  return Array.from({ length: count }, (_, index) => {
    const begin = from + index * partBytes;
    // A file that is written on is read to the size that it was listed with.
    const lines: LinePart = { format, from: begin, to: Math.min(size, begin + partBytes) };
    return { ...job, lines };
  });
}
