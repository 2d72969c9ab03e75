import type { IncomingMessage } from 'node:http';
import { context, propagation, ROOT_CONTEXT, SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { Spans } from '../tracing/spans';
import { CALL_HEADER } from './client';
import { type Listening, listen, readBody } from './listen';
import { writeJson } from './write-json';

export interface Reply {
  readonly status: number;
  readonly body?: unknown;
}

export interface Route {
  readonly method: 'GET' | 'POST';
  /** As in http.route; `:name` stands for one segment. */
  readonly path: string;
  readonly handle: (parameters: readonly string[], body: unknown) => Promise<Reply>;
}

/** Serves the routes, each request within a SERVER span that continues the caller's trace. */
export function serve(spans: Spans, routes: readonly Route[]): Promise<Listening> {
  return listen((request, response) => {
    answer(spans, routes, request)
      .catch((error: unknown): Reply => ({ status: 500, body: { error: String(error) } }))
      .then(({ status, body }) => writeJson(response, status, body))
      .catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
  });
}

async function answer(spans: Spans, routes: readonly Route[], request: IncomingMessage): Promise<Reply> {
  const method = request.method ?? 'GET';
  const url = new URL(request.url ?? '/', `http://${request.headers.host ?? 'localhost'}`);
  const match = findRoute(routes, method, url.pathname);
  if (match === undefined) return { status: 404 };
  const caller = request.headers[CALL_HEADER];
  const plan = {
    kind: SpanKind.SERVER,
    attributes: {
      'http.request.method': method,
      'http.route': match.route.path,
      'url.path': url.pathname,
      'url.scheme': 'http',
      'server.address': url.hostname,
      'server.port': Number(url.port),
    },
    within: propagation.extract(ROOT_CONTEXT, request.headers),
    note: typeof caller === 'string' ? { calledBy: caller } : {},
  };
  const body = await readBody(request);
  return spans.run(`${method} ${match.route.path}`, plan, async (span) => {
    const parsed: unknown = body.length === 0 ? undefined : JSON.parse(body.toString('utf8'));
    const reply = await match.route.handle(match.parameters, parsed);
    span.setAttribute('http.response.status_code', reply.status);
    if (reply.status >= 500) {
      span.setAttribute('error.type', String(reply.status));
      span.setStatus({ code: SpanStatusCode.ERROR });
    }
    return reply;
  });
}

function findRoute(routes: readonly Route[], method: string, path: string) {
  const segments = path.split('/');
  for (const route of routes) {
    const pattern = route.path.split('/');
    if (route.method !== method || pattern.length !== segments.length) continue;
    const fits = pattern.every((part, index) => part.startsWith(':') || part === segments[index]);
    if (fits) return { route, parameters: segments.filter((_, index) => pattern[index]?.startsWith(':')) };
  }
  return undefined;
}

/** Runs `work` outside any trace, as a loop that polls must. */
export function outsideTraces<T>(work: () => Promise<T>): Promise<T> {
  return context.with(ROOT_CONTEXT, work);
}
