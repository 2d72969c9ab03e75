import { type DecodeResult, type DecodeSteps, decodeObject } from '../formats/decode';
import { decodeLines } from '../formats/decode-lines';
import type { DecodeSink } from '../formats/format';
import type { LinePart } from '../formats/line-range';
import type { SpanBatch } from '../model/batch';
import type { Need } from '../model/needs';
import type { ProblemReason } from '../model/problems';
import { hexOfWords } from '../model/words';
import type { ReportProblem } from '../report/coverage-model';
import { createProblemLog } from '../report/problems';
import { ObjectError } from '../sources/errors';
import type { ListedObject, ReadableSource } from '../sources/source';
import { blockOf, readBlock } from './block-reader';
import type { Outlet } from './outlet';
import type { ReadJob } from './read-job';

/** What reading one object came to, beside its spans; plain data. */
export interface ObjectOutcome {
  readonly object: number;
  /** Where in the object it begins: above 0 where it is that of a part. */
  readonly from: number;
  readonly storedBytes: number;
  readonly decodedBytes: number;
  readonly format: string | null;
  /** Read to its end; if not, spans of it are missing behind the last one read. */
  readonly complete: boolean;
  /** Not read to its end, and spans may be missing anywhere in it. */
  readonly isBrokenWithin: boolean;
  readonly spansRead: number;
  readonly spansRejected: number;
  readonly skippedLogs: number;
  readonly skippedMetrics: number;
  readonly problems: readonly ReportProblem[];
  /** Hex of traces of which something was lost. */
  readonly damagedTraces: readonly string[];
  /** Hex of the words that stand for an invalid ID, and the ID as it came. */
  readonly rawIds: readonly (readonly [string, string])[];
}

/** Limits on one object; bytes after decompression. */
export interface ObjectLimits {
  readonly maxObjectBytes: number;
  /** What the checks need beyond the structure of the spans: a block is read no further. */
  readonly needs: readonly Need[];
}

/** Raw invalid IDs remembered for each object: enough to show examples. */
const MAX_RAW_IDS = 200;
/** Damaged traces remembered for each object; where there are more, others may be damaged as well. */
export const MAX_DAMAGED_TRACES = 100_000;

/**
 * Reads one object to its end, or a part of it. What goes wrong is in the outcome; only an abort throws.
 * @param byLines as decodeObject has it; absent: the object is not cut
 */
export async function readObject(
  source: ReadableSource,
  { listed, object, lines }: ReadJob,
  outlet: Outlet,
  limits: ObjectLimits,
  signal: AbortSignal,
  byLines?: DecodeSteps['byLines'],
): Promise<ObjectOutcome> {
  const notes = new ObjectNotes(listed.name, outlet.batch);
  let spansRead = 0;
  let result: DecodeResult | null = null;
  try {
    const handOn = async () => {
      spansRead += outlet.mark(object);
      await outlet.flushIfFull();
    };
    let counted = 0;
    const decodeLimits = { maxObjectBytes: limits.maxObjectBytes, maxDocumentBytes: limits.maxObjectBytes };
    const steps: DecodeSteps = {
      afterChunk(stored) {
        outlet.count(stored - counted);
        counted = stored;
        return handOn();
      },
      brokenOff(partial) {
        result = partial;
      },
    };
    const block = blockOf(source, listed);
    if (lines !== undefined) {
      const stored = openLines(source, listed, lines, signal);
      result = await decodeLines(stored, lines, notes, decodeLimits, steps);
    } else if (block === null) {
      const stored = source.open(listed, signal);
      result = await decodeObject(stored, notes, decodeLimits, { ...steps, byLines });
    } else {
      const read = await readBlock(block, notes, limits.needs, outlet, signal, handOn);
      spansRead += read.spansSkipped;
      result = read;
    }
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof ObjectError)) throw error;
    spansRead += outlet.mark(object);
    notes.problem(null, error.reason, error.message);
  }
  return {
    object,
    from: lines?.from ?? 0,
    storedBytes: result?.storedBytes ?? 0,
    decodedBytes: result?.decodedBytes ?? 0,
    format: result?.format ?? null,
    complete: result?.complete ?? false,
    isBrokenWithin: false,
    spansRead: spansRead + notes.rejected,
    ...notes.summary(),
  };
}

/** The bytes of an object from the one before a part on. */
function openLines(
  source: ReadableSource,
  listed: ListedObject,
  { from }: LinePart,
  signal: AbortSignal,
): AsyncIterable<Uint8Array> {
  if (source.openFrom === undefined) throw new Error('the source does not read parts of objects');
  return source.openFrom(listed, from - 1, signal);
}

/** Collects what a decoder says of one object. */
class ObjectNotes implements DecodeSink {
  readonly batch: SpanBatch;
  rejected = 0;
  private readonly name: string;
  private readonly skipped = { logs: 0, metrics: 0 };
  private readonly problems = createProblemLog();
  private readonly damaged = new Set<string>();
  private readonly rawIds = new Map<string, string>();

  constructor(name: string, batch: SpanBatch) {
    this.name = name;
    this.batch = batch;
  }

  problem(offset: number | null, reason: ProblemReason, message: string): void {
    this.problems.add({ object: this.name, offset, reason, message });
  }

  rejectSpan(): void {
    this.rejected++;
  }

  skip(signal: 'logs' | 'metrics', count: number): void {
    this.skipped[signal] += count;
  }

  damagedTrace(word0: number, word1: number, word2: number, word3: number): void {
    if (this.damaged.size >= MAX_DAMAGED_TRACES) return;
    this.damaged.add(hexOfWords(Uint32Array.of(word0, word1, word2, word3), 0, 4));
  }

  invalidId(_kind: 'trace' | 'span' | 'parent', wordsHex: string, raw: string): void {
    if (this.rawIds.size < MAX_RAW_IDS) this.rawIds.set(wordsHex, raw);
  }

  /** What a damaged stream was unpacked to is rubbish: that it cannot be read says nothing new. */
  private worthTelling(): readonly ReportProblem[] {
    const all = this.problems.entries();
    const corrupt = all.filter(({ reason }) => reason === 'corrupt-compression');
    return corrupt.length > 0 ? corrupt : all;
  }

  summary() {
    return {
      spansRejected: this.rejected,
      skippedLogs: this.skipped.logs,
      skippedMetrics: this.skipped.metrics,
      problems: this.worthTelling(),
      damagedTraces: [...this.damaged],
      rawIds: [...this.rawIds],
    };
  }
}
