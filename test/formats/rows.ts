import type { Decoder, DecodeSink, Format } from '../../lib/formats/format';
import { SpanBatch } from '../../lib/model/batch';
import type { ProblemReason } from '../../lib/model/problems';
import { type Resource, ResourcePool } from '../../lib/model/resources';
import { StringPool } from '../../lib/model/strings';
import { hexOfWords } from '../../lib/model/words';

/** One row of a batch, in words that a test can write down. */
export interface Row {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentId: string;
  readonly start: bigint;
  readonly end: bigint;
  readonly name: string | undefined;
  readonly peer: string | undefined;
  readonly kind: number;
  readonly flags: number;
  readonly facts: number;
  readonly threshold: number;
  readonly resource: Resource;
}

/** A sink that keeps everything that it is told. */
export class TestSink implements DecodeSink {
  readonly batch: SpanBatch;
  readonly problems: { offset: number; reason: ProblemReason; message: string }[] = [];
  readonly skipped = { logs: 0, metrics: 0 };
  readonly damaged = new Set<string>();
  readonly invalid: string[] = [];
  rejected = 0;

  constructor(batch = new SpanBatch(new StringPool(), new ResourcePool(), 4)) {
    this.batch = batch;
  }

  problem(offset: number, reason: ProblemReason, message: string): void {
    this.problems.push({ offset, reason, message });
  }

  rejectSpan(): void {
    this.rejected++;
  }

  skip(signal: 'logs' | 'metrics', count: number): void {
    this.skipped[signal] += count;
  }

  invalidId(kind: string, wordsHex: string, raw: string): void {
    this.invalid.push(`${kind} ${wordsHex} ${raw}`);
  }

  damagedTrace(...words: [number, number, number, number]): void {
    this.damaged.add(hexOfWords(Uint32Array.from(words), 0, 4));
  }

  /** Reasons and offsets of what was told. */
  get told(): [string, number][] {
    return this.problems.map(({ reason, offset }) => [reason, offset]);
  }

  /** All that a report is made of; traces in any order. */
  get outcome(): object {
    const { rows, told, skipped, rejected, damaged } = this;
    return { rows, told, skipped, rejected, damaged: [...damaged].sort() };
  }

  get rows(): Row[] {
    const { batch } = this;
    const { columns } = batch;
    const time = (words: Uint32Array, row: number): bigint =>
      (BigInt(words[row * 2]!) << 32n) | BigInt(words[row * 2 + 1]!);
    return Array.from({ length: batch.length }, (_, row) => ({
      traceId: hexOfWords(columns.traceId, row * 4, 4),
      spanId: hexOfWords(columns.spanId, row * 2, 2),
      parentId: hexOfWords(columns.parentId, row * 2, 2),
      start: time(columns.start, row),
      end: time(columns.end, row),
      name: batch.strings.text(columns.name[row]!),
      peer: batch.strings.text(columns.peer[row]!),
      kind: columns.kind[row]!,
      flags: columns.flags[row]!,
      facts: columns.facts[row]!,
      threshold: columns.threshold[row]!,
      resource: batch.resources.at(columns.resource[row]!),
    }));
  }
}

export const TEST_LIMITS = { maxDocumentBytes: 16 * 1024 * 1024 };

/** Reads bytes, in one piece or in several of at most `size` bytes; into a batch with others, where one is given. */
export function decodeWith(
  format: Format,
  bytes: Uint8Array,
  options: {
    readonly size?: number;
    readonly complete?: boolean;
    readonly maxDocumentBytes?: number;
    readonly batch?: SpanBatch;
  } = {},
): TestSink {
  const {
    size = Math.max(1, bytes.length),
    complete = true,
    maxDocumentBytes = TEST_LIMITS.maxDocumentBytes,
  } = options;
  const sink = new TestSink(options.batch);
  const decoder: Decoder = format.decoder(sink, { maxDocumentBytes });
  for (let start = 0; start < bytes.length; start += size) {
    // The caller may use the buffer of a chunk again: whatever was not copied is then wrong.
    const chunk = Uint8Array.from(bytes.subarray(start, start + size));
    decoder.write(chunk);
    chunk.fill(0xaa);
  }
  decoder.end(complete);
  return sink;
}
