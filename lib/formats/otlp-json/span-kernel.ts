import type { SpanBatch } from '../../model/batch';
import type { StringPool } from '../../model/strings';
import type { Source } from '../json/source';
import { createKernel, type Kernel, UNSURE } from '../kernel/kernel';
import { KernelRows } from '../kernel/kernel-rows';
import type { AttributeScanner } from './attribute-scanner';
import { PEER_NAMES } from './peer-scanner';

/** Where spans are read from, and who knows what their attributes say. */
export interface SpanText {
  readonly source: Source;
  readonly attributes: AttributeScanner;
}

/** Kernels by the pool that their numbers are of: readers of one thread take turns with one. */
const kernels = new WeakMap<StringPool, SpanKernel>();

/** The kernel that numbers names by this pool. */
export function kernelOf(strings: StringPool): SpanKernel {
  const known = kernels.get(strings);
  if (known !== undefined) return known;
  const created = new SpanKernel(strings);
  kernels.set(strings, created);
  return created;
}

/**
 * Reads spans that are written as nearly all are by the kernel, which is WebAssembly: it is several times as fast, and
 * so from its first span on. It stops at whatever it is not sure of.
 */
export class SpanKernel {
  private readonly kernel: Kernel;
  private readonly memory: Uint8Array;
  private readonly rows: KernelRows;
  private readonly window: number;
  private readonly windowBytes: number;
  /** The document that the window holds `[first, last)` of; null where it holds nothing. */
  private text: SpanText | null = null;
  private first = 0;
  private last = 0;

  constructor(strings: StringPool) {
    this.kernel = createKernel({
      nameNumber: (start, length) => strings.internBytes(this.memory, start, start + length),
      peerNumber: (start) => this.peerNumber(start),
    });
    this.memory = new Uint8Array(this.kernel.memory.buffer);
    this.rows = new KernelRows(this.kernel);
    this.window = this.kernel.WINDOW.value;
    this.windowBytes = this.kernel.WINDOW_BYTES.value;
    this.learnPeerNames();
  }

  /** Another document begins. */
  forget(): void {
    this.text = null;
  }

  /**
   * Appends spans to `batch`, one after another with commas between them, from `start` on.
   * @returns the position behind the last of them; `start` where there is none that it is sure of
   */
  read(text: SpanText, start: number, batch: SpanBatch): number {
    if (this.text !== text || start < this.first || start >= this.last) this.fill(text, start);
    const next = this.run(start, batch);
    if (next > start || !this.isCutOff(text, start)) return next;
    this.fill(text, start);
    return this.run(start, batch);
  }

  /** Whether the span at `start` may go on behind the window; not where that is so far away that it hardly pays. */
  private isCutOff({ source }: SpanText, start: number): boolean {
    return this.last < source.end && start - this.first > this.windowBytes / 2;
  }

  private fill(text: SpanText, start: number): void {
    const { buffer, end } = text.source;
    const { memory, window } = this;
    this.text = text;
    this.first = start;
    this.last = Math.min(end, start + this.windowBytes);
    memory.set(buffer.subarray(start, this.last), window);
    const behind = window + this.last - start;
    memory.fill(0, behind, behind + this.kernel.SLACK.value);
  }

  private run(start: number, batch: SpanBatch): number {
    const { kernel, window, first } = this;
    const next = kernel.readSpans(window + start - first) - window + first;
    if (next > start) this.rows.appendTo(batch, kernel.rows.value);
    return next;
  }

  private peerNumber(start: number): number {
    if (this.text === null) return UNSURE;
    const { attributes } = this.text;
    attributes.scan(start - this.window + this.first);
    return attributes.irregular ? UNSURE : attributes.peer.number();
  }

  private learnPeerNames(): void {
    for (const { name, isAddress, port } of PEER_NAMES) {
      const { written } = new TextEncoder().encodeInto(name, this.memory.subarray(this.window));
      if (this.kernel.learnPeerName(written, isAddress ? 1 : 0, port) === 0) {
        throw new Error(`the kernel has no place for the attribute name ${name}`);
      }
    }
  }
}
