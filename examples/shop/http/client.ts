import { context, propagation, SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { spanKey } from '../tracing/ledger-lines';
import type { Spans } from '../tracing/spans';
import { type PlainReply, type PlainRequest, send } from './plain';

/** Tells the callee's ledger which span called; it is no trace context and reaches no span. */
export const CALL_HEADER = 'shop-call';

export interface Call extends Omit<PlainRequest, 'url' | 'headers'> {
  /** The role of the callee, a key of the addresses. */
  readonly to: string;
  readonly path: string;
}

export interface ClientOptions {
  /** Base URL by role. */
  readonly addresses: ReadonlyMap<string, URL>;
  /** Callees that are reached through the old client, which opens a span but sends no trace context. */
  readonly withoutContext: ReadonlySet<string>;
  /** Callees that are not ours and have no spans. */
  readonly strangers: ReadonlySet<string>;
}

export type Client = (call: Call) => Promise<PlainReply>;

/** An HTTP client with CLIENT spans after the semantic conventions and W3C propagation. */
export function createClient(spans: Spans, options: ClientOptions): Client {
  return ({ to, path, method, body }) => {
    const base = options.addresses.get(to);
    if (base === undefined) throw new Error(`no address is known for "${to}"`);
    const url = new URL(path, base);
    const plan = {
      kind: SpanKind.CLIENT,
      attributes: {
        'http.request.method': method,
        'server.address': url.hostname,
        'server.port': Number(url.port),
        'url.full': url.href,
      },
      note: options.strangers.has(to) ? {} : { calls: to },
    };
    return spans.run(method, plan, async (span) => {
      const { traceId, spanId } = span.spanContext();
      const headers: Record<string, string> = { [CALL_HEADER]: spanKey(traceId, spanId) };
      if (!options.withoutContext.has(to)) propagation.inject(context.active(), headers);
      const reply = await send({ method, url, headers, body });
      span.setAttribute('http.response.status_code', reply.status);
      if (reply.status >= 400) {
        span.setAttribute('error.type', String(reply.status));
        span.setStatus({ code: SpanStatusCode.ERROR });
      }
      return reply;
    });
  };
}
