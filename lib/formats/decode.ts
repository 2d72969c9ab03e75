import { CompressionError, type CompressionLimits, decompress, isCompressed } from './compression';
import type { DecodeLimits, Decoder, DecodeSink } from './format';
import { FORMATS } from './index';
import { isSpace } from './json/bytes';
import { LineRange } from './line-range';
import type { RecordLimits } from './otlp-records';
import { SNIFF_BYTES, sniffFormat } from './sniff';

/** Limits on one object. */
export interface ObjectLimits extends CompressionLimits, DecodeLimits {}

/** What was read of an object. */
export interface DecodeResult {
  /** Bytes taken from the source. */
  readonly storedBytes: number;
  /** The same, decompressed. */
  readonly decodedBytes: number;
  /** Id of the format; null where it is unknown, or nothing was there. */
  readonly format: string | null;
  /** Whether the object was read to its end. What was damaged within it is told to the sink. */
  readonly complete: boolean;
}

/** What a caller does while an object is read. */
export interface DecodeSteps {
  /**
   * Awaited after each piece was decoded: the place to hand the batch on, and to hold back.
   * @param stored bytes that were taken from the source so far
   */
  readonly afterChunk?: (stored: number) => Promise<void>;
  /** Told what was read before an error of `stored` passes through. */
  readonly brokenOff?: (result: DecodeResult) => void;
  /**
   * Told, once, that the lines of an object can be read by themselves, and how far it was read.
   * @returns where to stop, behind that: somebody else reads the lines that begin there or later
   */
  readonly byLines?: ((format: string, read: number) => number) | undefined;
}

/**
 * Reads one object, from its bytes as stored to spans in the sink. What is wrong with it becomes a problem of the
 * sink; errors of `stored` itself pass through, after which the spans of the broken-off piece are not in the batch.
 */
export async function decodeObject(
  stored: AsyncIterable<Uint8Array>,
  sink: DecodeSink,
  limits: ObjectLimits,
  { afterChunk, brokenOff, byLines }: DecodeSteps = {},
): Promise<DecodeResult> {
  const reading = new ObjectReading(sink, limits);
  const range = new LineRange(0);
  let isAsked = byLines === undefined;
  let isComplete = true;
  try {
    for await (const chunk of decompress(reading.counted(stored), limits)) {
      const lines = range.cut(chunk);
      reading.leave(chunk.length - lines.length);
      if (!reading.write(lines)) break;
      await afterChunk?.(reading.storedBytes);
      if (range.isOver) break;
      const format = isAsked ? null : reading.formatOfLines;
      if (format === null) continue;
      isAsked = true;
      range.endAt(byLines?.(format, range.position) ?? Number.POSITIVE_INFINITY);
    }
  } catch (error) {
    isComplete = false;
    if (!(error instanceof CompressionError)) {
      reading.end(false);
      brokenOff?.(reading.result(false));
      throw error;
    }
    sink.problem(error.offset, error.reason, error.message);
  }
  reading.end(isComplete);
  await afterChunk?.(reading.storedBytes);
  return reading.result(isComplete);
}

/** One object while it is read: gathers its head, finds its format, and feeds that format's decoder. */
class ObjectReading {
  private readonly sink: DecodeSink;
  private readonly limits: ObjectLimits;
  storedBytes = 0;
  private decodedBytes = 0;
  /** Of the decoded ones those that were won by decompressing records. */
  private wonBytes = 0;
  private readonly head = new Head();
  private format: string | null = null;
  private decoder: Decoder | null = null;
  private isUnknown = false;
  private isPlain: boolean | null = null;

  constructor(sink: DecodeSink, limits: ObjectLimits) {
    this.sink = sink;
    this.limits = limits;
  }

  /** The same bytes, counted as they pass. */
  async *counted(stored: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
    for await (const chunk of stored) {
      this.storedBytes += chunk.length;
      // Where the first piece is too short to tell, it makes no difference.
      this.isPlain ??= chunk.length >= 4 && !isCompressed(chunk);
      yield chunk;
    }
  }

  /** Id of the format where each further line can be read by itself, from where it is stored; else null. */
  get formatOfLines(): string | null {
    return this.isPlain === true && this.decoder?.isByLines === true ? this.format : null;
  }

  /** So many bytes that came are read by somebody else. */
  leave(bytes: number): void {
    this.storedBytes -= bytes;
  }

  /** Takes decoded bytes. @returns false where no more are wanted: the format is unknown */
  write(chunk: Uint8Array): boolean {
    this.decodedBytes += chunk.length;
    if (this.decoder !== null) {
      this.decoder.write(chunk);
      return true;
    }
    const head = this.head.add(chunk);
    if (head !== null) this.begin(head, false);
    return !this.isUnknown;
  }

  end(isComplete: boolean): void {
    if (this.decoder === null && !this.isUnknown && this.head.length > 0)
      this.begin(this.head.bytes, isComplete);
    this.decoder?.end(isComplete);
    this.head.giveBack();
  }

  result(isComplete: boolean): DecodeResult {
    const { storedBytes, decodedBytes, format } = this;
    return { storedBytes, decodedBytes, format, complete: isComplete && !this.isUnknown };
  }

  /** Records that are compressed one by one grow only now. */
  private expand(bytes: number): boolean {
    this.decodedBytes += bytes;
    this.wonBytes += bytes;
    return this.wonBytes <= this.limits.maxObjectBytes;
  }

  private begin(bytes: Uint8Array, isWhole: boolean): void {
    // White space alone is an object without spans in any of the JSON formats.
    if (isWhole && bytes.every(isSpace)) return;
    const found = sniffFormat(bytes.subarray(0, SNIFF_BYTES), isWhole);
    if (found === null) {
      this.isUnknown = true;
      this.sink.problem(0, 'unknown-format', unknownFormatMessage(bytes));
      return;
    }
    this.format = found.id;
    const limits: RecordLimits = { ...this.limits, expanded: (bytes) => this.expand(bytes) };
    this.decoder = found.decoder(this.sink, limits);
    this.decoder.write(bytes);
  }
}

const NOTHING = new Uint8Array(0);
/** Memory for the beginnings of objects: fresh memory for each of many small ones costs more than reading them. */
const freeHeads: Uint8Array[] = [];

/** The beginning of an object, until there is enough of it to tell its format. */
class Head {
  length = 0;
  private memory: Uint8Array | null = null;

  /** What was added, as long as that was not enough. */
  get bytes(): Uint8Array {
    return this.memory?.subarray(0, this.length) ?? NOTHING;
  }

  /** Adds a piece, of which the memory may be used again. @returns all bytes so far where they are enough */
  add(piece: Uint8Array): Uint8Array | null {
    const before = this.length;
    this.length += piece.length;
    if (before === 0 && piece.length >= SNIFF_BYTES) return piece;
    if (this.length > SNIFF_BYTES) return Buffer.concat([this.memory?.subarray(0, before) ?? NOTHING, piece]);
    this.memory ??= freeHeads.pop() ?? new Uint8Array(SNIFF_BYTES);
    this.memory.set(piece, before);
    return this.length === SNIFF_BYTES ? this.bytes : null;
  }

  /** What it gave is not needed any more. */
  giveBack(): void {
    if (this.memory !== null) freeHeads.push(this.memory);
    this.memory = null;
  }
}

function unknownFormatMessage(head: Uint8Array): string {
  const first = Buffer.from(head.subarray(0, 8))
    .toString('hex')
    .replace(/..(?!$)/g, '$& ');
  return `no known format begins with the bytes ${first} (known: ${FORMATS.map(({ id }) => id).join(', ')})`;
}
