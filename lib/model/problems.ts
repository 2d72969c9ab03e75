/**
 * Why a piece of input was not read. Each is told with the object, the offset in the decoded bytes (of the
 * stored bytes for what is wrong with the compression), and a sentence.
 */
export const PROBLEM_REASONS = [
  /** The object could not be opened or read: permission, network, a directory in a file's place. */
  'unreadable',
  /** The object was listed and is no longer there. */
  'gone',
  /** The object changed between list and read. */
  'changed',
  /** The place is there and holds nothing at all, of any time: it is new, or another one is meant. */
  'nothing-stored',
  /** A link that leads back to a folder above it. */
  'link-loop',
  /** No known format begins like this. */
  'unknown-format',
  /** The compressed stream ends before its end. */
  'truncated',
  /** The compressed stream is damaged. */
  'corrupt-compression',
  /** Over the limit on the decoded size of an object or document: perhaps a decompression bomb. */
  'too-large',
  /** A piece of text that is no JSON. */
  'invalid-json',
  /** A message that is no protobuf, or ends early. */
  'invalid-protobuf',
  /** A part of a parquet file (a Tempo block) that is none, or contradicts itself. */
  'invalid-parquet',
  /** A block of a format that is known and not read. */
  'unsupported-format',
  /** A field of the wrong type: the span, or the group of spans, that holds it was left out. */
  'invalid-field',
  /** A server says itself that it gave only a part of the trace. */
  'partial',
  /** A server's search names a trace that it does not give by ID, or the other way round. */
  'search-by-id-mismatch',
  /** A server's search did not name all traces of the part that was asked for. */
  'incomplete-search',
] as const;

export type ProblemReason = (typeof PROBLEM_REASONS)[number];

/** One piece of input that was not read. */
export interface Problem {
  /** The object as the source names it: a path or a key. */
  readonly object: string;
  /** Bytes from the beginning, decoded; null where the object as a whole is meant. */
  readonly offset: number | null;
  readonly reason: ProblemReason;
  readonly message: string;
}
