import type { Random } from './random';
import type { Instance } from './system';
import type { MadeSpan } from './trace';

/** What one process sends at once. */
export interface ExportRequest {
  readonly instance: Instance;
  readonly spans: readonly MadeSpan[];
}

/** Spans that the SDKs' batch processor sends at most, and in slow times at least. */
const MOST = 512;
const FEWEST = 64;

/** The batch processor of each process: spans wait until there are enough of them for a request. */
export class Exporters {
  private readonly random: Random;
  private readonly queues = new Map<Instance, { spans: MadeSpan[]; limit: number }>();

  constructor(random: Random) {
    this.random = random;
  }

  /** Takes a span that has ended; gives the request that this makes due. */
  add(span: MadeSpan): ExportRequest | null {
    const queue = this.queues.get(span.instance) ?? { spans: [], limit: this.limit() };
    this.queues.set(span.instance, queue);
    queue.spans.push(span);
    if (queue.spans.length < queue.limit) return null;
    const { spans } = queue;
    queue.spans = [];
    queue.limit = this.limit();
    return { instance: span.instance, spans };
  }

  /** What is left when the processes end. */
  rest(): readonly ExportRequest[] {
    return [...this.queues].flatMap(([instance, { spans }]) =>
      spans.length > 0 ? [{ instance, spans }] : [],
    );
  }

  private limit(): number {
    return FEWEST + this.random.below(MOST - FEWEST + 1);
  }
}
