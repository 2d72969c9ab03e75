import { TraceFlags } from '@opentelemetry/api';
import { ExportResultCode } from '@opentelemetry/core';
import type { ReadableSpan, SpanExporter, SpanProcessor } from '@opentelemetry/sdk-trace';
import type { Ledger } from './ledger';

/** As a number, because the SDK may bring its own copy of the enum's package. */
const SUCCESS: number = ExportResultCode.SUCCESS;

/** Writes every ended span into the ledger and hands it on unchanged. */
export class CountingProcessor implements SpanProcessor {
  readonly #inner: SpanProcessor;
  readonly #ledger: Ledger;

  constructor(inner: SpanProcessor, ledger: Ledger) {
    this.#inner = inner;
    this.#ledger = ledger;
  }

  onStart(...[span, context]: Parameters<SpanProcessor['onStart']>): void {
    this.#inner.onStart(span, context);
  }

  onEnd(span: ReadableSpan): void {
    const { traceId, spanId, traceFlags } = span.spanContext();
    const sampled = (traceFlags & TraceFlags.SAMPLED) !== 0;
    this.#ledger.write({ line: 'end', trace: traceId, span: spanId, sampled });
    this.#inner.onEnd(span);
  }

  forceFlush(): Promise<void> {
    return this.#inner.forceFlush();
  }

  shutdown(): Promise<void> {
    return this.#inner.shutdown();
  }
}

/** Writes the result of every batch into the ledger and changes neither the batch nor its result. */
export class CountingExporter implements SpanExporter {
  readonly #inner: SpanExporter;
  readonly #ledger: Ledger;

  constructor(inner: SpanExporter, ledger: Ledger) {
    this.#inner = inner;
    this.#ledger = ledger;
  }

  export(...[spans, report]: Parameters<SpanExporter['export']>): void {
    this.#inner.export(spans, (result) => {
      const code: number = result.code;
      this.#ledger.write({
        line: 'export',
        spans: spans.length,
        ok: code === SUCCESS,
      });
      report(result);
    });
  }

  async forceFlush(): Promise<void> {
    await this.#inner.forceFlush?.();
  }

  shutdown(): Promise<void> {
    return this.#inner.shutdown();
  }
}
