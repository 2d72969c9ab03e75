import {
  type Context,
  context,
  type Span,
  type SpanOptions,
  SpanStatusCode,
  TraceFlags,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import type { Ledger } from './ledger';
import type { CallNote } from './ledger-lines';

export interface SpanPlan extends SpanOptions {
  /** The context to start in; the active one when it is not given. */
  readonly within?: Context;
  /** For the ledger only; nothing of it reaches the span. */
  readonly note?: CallNote;
}

/** Starts and ends the spans of one process. Every span passes here, so the ledger also knows the unsampled ones. */
export class Spans {
  readonly #tracer: Tracer;
  readonly #ledger: Ledger;

  constructor(tracer: Tracer, ledger: Ledger) {
    this.#tracer = tracer;
    this.#ledger = ledger;
  }

  /** Runs `work` inside a new span, which ends with it; an error is noted on the span and thrown on. */
  async run<T>(name: string, plan: SpanPlan, work: (span: Span) => Promise<T>): Promise<T> {
    const { within = context.active(), note = {}, ...options } = plan;
    const parent = options.root === true ? undefined : trace.getSpanContext(within);
    const span = this.#tracer.startSpan(name, options, within);
    const { traceId, spanId, traceFlags } = span.spanContext();
    this.#ledger.write({
      line: 'start',
      trace: traceId,
      span: spanId,
      parent: parent?.spanId ?? '',
      // The API counts kinds from INTERNAL = 0, OTLP from INTERNAL = 1.
      kind: (options.kind ?? 0) + 1,
      sampled: (traceFlags & TraceFlags.SAMPLED) !== 0,
      ...note,
    });
    try {
      return await context.with(trace.setSpan(within, span), work, undefined, span);
    } catch (error) {
      span.setAttribute('error.type', errorType(error));
      span.setStatus({
        code: SpanStatusCode.ERROR,
        message: error instanceof Error ? error.message : String(error),
      });
      throw error;
    } finally {
      span.end();
    }
  }
}

function errorType(error: unknown): string {
  if (!(error instanceof Error)) return '_OTHER';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
