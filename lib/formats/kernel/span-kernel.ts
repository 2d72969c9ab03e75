import type { SpanBatch } from '../../model/batch';
import { MadeOnce } from '../../model/made-once';
import type { StringPool } from '../../model/strings';
import { Byte } from '../json/bytes';
import { thresholdOf } from '../tracestate';
import { createKernel, type Kernel, UNSURE } from './kernel';
import { KernelRows } from './kernel-rows';
import { PEER_NAMES } from './peer-names';

/** Part of a buffer in which spans stand, and what reads them where the kernel alone cannot. */
export interface SpanText {
  readonly bytes: Uint8Array;
  /** Where the document or message ends. */
  readonly end: number;
  /**
   * The number, in the pool of strings, of the callee that a span names: in JSON by the list of attributes that begins
   * at `start`, in protobuf by the fields in `[start, end)`. UNSURE where only the slow reader can tell.
   */
  peerNumber(start: number, end: number): number;
}

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const encoder = new TextEncoder();

/**
 * Reads spans that are written as nearly all are by the kernel, which is WebAssembly: several times as fast as the
 * readers in JavaScript, and so from the first span on. It stops at whatever it is not sure of, for them to read.
 */
export class SpanKernel {
  private readonly kernel: Kernel;
  private readonly memory: Uint8Array;
  private readonly rows: KernelRows;
  private readonly window: number;
  private readonly windowBytes: number;
  /** The text that the window holds `[first, last)` of; null where it holds nothing. */
  private text: SpanText | null = null;
  private first = 0;
  private last = 0;
  /** White space between tokens was left out of the window. */
  private isCompact = false;

  constructor(strings: StringPool) {
    this.kernel = createKernel({
      nameNumber: (start, length) => nameNumber(strings, this.memory, start, start + length),
      thresholdNumber: (start, length) =>
        thresholdOf(decoder.decode(this.memory.subarray(start, start + length))),
      peerNumber: (start, end) => this.text?.peerNumber(this.inText(start), this.inText(end)) ?? UNSURE,
    });
    this.memory = new Uint8Array(this.kernel.memory.buffer);
    this.rows = new KernelRows(this.kernel);
    this.window = this.kernel.WINDOW.value;
    this.windowBytes = this.kernel.WINDOW_BYTES.value;
    this.learnPeerNames();
  }

  /** Another document or message begins; what the buffers held before may be overwritten. */
  forget(): void {
    this.text = null;
  }

  /**
   * Appends spans of JSON to `batch`, one after another with commas between them, from `start` on. White space between
   * tokens is no hindrance.
   * @returns the position behind the last of them; `start` where there is none that it is sure of
   */
  readJson(text: SpanText, start: number, batch: SpanBatch): number {
    return this.read(text, start, text.end, batch, JSON_SPANS);
  }

  /** The same for the spans of a ScopeSpans message, which ends at `end`, from a tag on. */
  readProtobuf(text: SpanText, start: number, end: number, batch: SpanBatch): number {
    return this.read(text, start, end, batch, MESSAGES);
  }

  private read(text: SpanText, start: number, end: number, batch: SpanBatch, notation: Notation): number {
    if (this.text !== text || start < this.first || start >= this.last) this.fill(text, start, notation);
    const next = this.run(start, end, batch, notation);
    if (next > start || !this.isCutOff(start, end)) return next;
    this.fill(text, start, notation);
    return this.run(start, end, batch, notation);
  }

  /**
   * Whether the span at `start` may go on behind the window. Where it stands in the first half, it is too large for
   * the window to be filled again for it.
   */
  private isCutOff(start: number, end: number): boolean {
    return this.last < end && start - this.first > this.windowBytes / 2;
  }

  private fill(text: SpanText, start: number, { isSpaced }: Notation): void {
    const { kernel, memory, window } = this;
    this.text = text;
    this.first = start;
    this.last = Math.min(text.end, start + this.windowBytes);
    this.isCompact = isSpaced(text.bytes, start, this.last);
    memory.set(text.bytes.subarray(start, this.last), this.isCompact ? kernel.RAW.value : window);
    const length = this.last - start;
    const behind = window + (this.isCompact ? kernel.compact(length) : length);
    memory.fill(0, behind, behind + kernel.SLACK.value);
  }

  private run(start: number, end: number, batch: SpanBatch, { read }: Notation): number {
    const from = this.inWindow(start);
    const next = read(this.kernel, from, this.isCompact ? 0 : this.inWindow(Math.min(end, this.last)));
    if (next === from) return start;
    this.rows.appendTo(batch, this.kernel.rows.value);
    // In the window, the last byte that was read is the one before.
    return this.inText(next - 1) + 1;
  }

  private inWindow(position: number): number {
    const at = position - this.first;
    return this.window + (this.isCompact ? this.kernel.placeOf(at) : at);
  }

  private inText(address: number): number {
    const at = address - this.window;
    return this.first + (this.isCompact ? this.kernel.rawOf(at, this.last - this.first) : at);
  }

  private learnPeerNames(): void {
    for (const { name, isAddress, port } of PEER_NAMES) {
      const { written } = encoder.encodeInto(name, this.memory.subarray(this.window));
      if (this.kernel.learnPeerName(written, isAddress ? 1 : 0, port) === 0) {
        throw new Error(`the kernel has no place for the attribute name ${name}`);
      }
    }
  }
}

/** Kernels by the pool that their numbers are of: the readers of a thread take turns with one. */
export const SPAN_KERNELS = new MadeOnce((strings: StringPool) => new SpanKernel(strings));

/** How spans are written, and what reads them. */
interface Notation {
  /** Whether there is white space between the tokens of what begins at `start`, as its first bytes have it. */
  isSpaced(bytes: Uint8Array, start: number, end: number): boolean;
  /** Reads spans between two addresses in the window; returns the address behind the last one. */
  read(kernel: Kernel, from: number, to: number): number;
}

/** Bytes of a span that are looked at for white space: its first member, and the beginning of its second. */
const LOOK_AHEAD = 64;

const JSON_SPANS: Notation = {
  isSpaced(bytes, start, end) {
    const stop = Math.min(end, start + LOOK_AHEAD);
    for (let index = start + 1; index < stop; index++) {
      const before = bytes[index - 1];
      const isPunctuation = before === Byte.OPEN_BRACE || before === Byte.COLON || before === Byte.COMMA;
      if (isPunctuation && bytes[index]! <= Byte.SPACE) return true;
    }
    return false;
  },
  read: (kernel, from) => kernel.readSpans(from),
};

const MESSAGES: Notation = {
  isSpaced: () => false,
  read: (kernel, from, to) => kernel.readMessages(from, to),
};

/** Only what is valid UTF-8 has one number for one text. */
function nameNumber(strings: StringPool, memory: Uint8Array, start: number, end: number): number {
  for (let index = start; index < end; index++) {
    if (memory[index]! >= 0x80) return strings.intern(decoder.decode(memory.subarray(start, end)));
  }
  return strings.internBytes(memory, start, end);
}
