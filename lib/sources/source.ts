import type { BlockFacts } from '../model/block';
import type { Problem } from '../model/problems';
import type { RandomAccess } from '../model/random-access';
import type { Window } from '../model/window';
import type { SuffixClasses } from '../sampling/suffix';
import type { LiveFacts } from './tempo/facts';
import type { TempoSpec } from './tempo/spec';

/** How to reach a source, as plain data: a worker thread opens its own source from it. No secrets are kept in it. */
export type SourceSpec =
  | { readonly kind: 'path'; readonly path: string; readonly partitionTimezone: string }
  | { readonly kind: 'stdin' }
  | TempoSpec
  | {
      readonly kind: 's3';
      readonly bucket: string;
      readonly prefix: string;
      readonly endpointUrl: string | null;
      readonly region: string | null;
      readonly partitionTimezone: string;
    };

/** One object that a source lists: a file, an S3 object, standard input. Plain data. */
export interface ListedObject {
  /** As shown to people and in coverage: a path, or `s3://bucket/key`. */
  readonly name: string;
  /** Stored size in bytes; null where it is not known before reading (standard input). */
  readonly size: number | null;
  /** Last modified, milliseconds since the epoch; null where not known. */
  readonly modified: number | null;
  /** Entity tag (S3), or which file it is (file system and inode): the object is read only while it has it. */
  readonly etag: string | null;
  /** The instants that its partition keys stand for, from the first to the last; null where they name no date. */
  readonly partition: Window | null;
  /** Where the object is the data of a Tempo block: what the block's meta.json says. It is read by `parts` then. */
  readonly block?: BlockFacts;
}

/** An object that is read part by part. */
export interface ObjectParts extends RandomAccess {
  /** Frees what reading took. */
  close(): void;
}

/** A source as far as it is needed to read what it listed. */
export type ReadableSource = Pick<Source, 'open' | 'openFrom' | 'parts' | 'close'>;

/** A place that holds spans. */
export interface Source {
  readonly spec: SourceSpec;
  /** As shown to people, e.g. `s3://bucket/prefix`. */
  readonly name: string;
  /**
   * The objects to read, in pages of at most 1000 as they are found: all of them, or those that spans of `range` may be in.
   * Partition keys in the path decide where there are any, else the time of last modification: of an S3 object it must
   * lie within the range; of a file it must not lie before it, since files are written to for hours.
   * What cannot be listed is a problem and does not stop the listing.
   * @throws SourceError where the source as a whole cannot be listed
   */
  list(range: Window | null, signal: AbortSignal): AsyncIterable<Listing>;
  /**
   * The stored bytes of an object, as they are (compressed or not). A piece is good until the one after the next is
   * asked for: the source may then use its memory again.
   * @throws ObjectError where it cannot be read; the audit goes on with the rest
   */
  open(object: ListedObject, signal: AbortSignal): AsyncIterable<Uint8Array>;
  /**
   * Of a source that samples on the server: the classes of last digits that its plan reads for `range`. Another source
   * that is given the same classes holds the same traces. Each object is then one trace, whole, and its name ends with
   * the trace ID. Absent where a source does not choose by trace ID.
   * @throws SourceError where the source cannot be used, or cannot choose by trace ID
   */
  chooseClasses?(range: Window, signal: AbortSignal): Promise<SuffixClasses>;
  /**
   * Of a source that finds a trace by its ID: the object that holds it, to be read with `open`; null where the source
   * has no such trace. Absent where a source cannot look one up.
   * @param traceIdHex 32 lower-case hex digits
   * @throws SourceError where the source cannot be used
   */
  listTrace?(traceIdHex: string, signal: AbortSignal): Promise<ListedObject | null>;
  /**
   * Of a source that samples on the server: traces that are likely broken and not in the sample, to be shown as further
   * examples once they were judged, and which of them the sample should have held. Asked for after `list`.
   */
  listSuspects?(signal: AbortSignal): Promise<Suspects>;
  /** Of a source that asks a running server: what it did there so far. */
  liveFacts?(): LiveFacts;
  /**
   * Any part of an object, instead of all its bytes. Absent where a source cannot give parts.
   * Reading throws ObjectError where the object cannot be read.
   */
  parts?(object: ListedObject, signal: AbortSignal): ObjectParts;
  /**
   * The same as `open`, without the first `from` bytes, for an object whose size is known. Absent where a source would
   * have to read them all the same.
   */
  openFrom?(object: ListedObject, from: number, signal: AbortSignal): AsyncIterable<Uint8Array>;
  /** Frees connections. */
  close(): void;
}

/** Traces beside the sample. */
export interface Suspects {
  readonly objects: readonly ListedObject[];
  /** Names of those that belong to the sample and that the search for it did not name. */
  readonly missed: readonly string[];
}

/** One page of a listing. */
export interface Listing {
  readonly objects: readonly ListedObject[];
  readonly problems: readonly Problem[];
}
