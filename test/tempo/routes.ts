import type { IncomingHttpHeaders } from 'node:http';
import { type Answer, jsonOf, jsonText, text } from './answer';
import type { Context } from './context';
import type { Endpoint, Faults } from './faults';
import { metricsQuery, metricsQueryRange } from './metrics';
import { search } from './search';
import { tags, tagValues } from './tags';
import { type AnswerCache, absent, traceById, traceIdOf } from './trace-by-id';

/** A request as the routes see it, its prefix taken away. */
export interface RoutedRequest {
  readonly path: string;
  readonly parameters: URLSearchParams;
  readonly headers: IncomingHttpHeaders;
}

/** A path's endpoint, and the trace that it asks for. */
export interface Route {
  readonly endpoint: Endpoint;
  /** As the path has it; null where it asks for no trace. */
  readonly traceId: string | null;
}

const TRACE = /^\/api\/(v2\/)?traces\/([^/]+)$/;
const TAG_VALUES = /^\/api\/v2\/search\/tag\/([^/]+)\/values$/;
const PATHS: readonly (readonly [RegExp, Endpoint])[] = [
  [/^\/(ready|api\/echo|api\/status\/buildinfo)$/, 'status'],
  [/^\/api\/search$/, 'search'],
  [TRACE, 'trace'],
  [/^\/api\/v2\/search\/tags$/, 'tags'],
  [TAG_VALUES, 'tags'],
  [/^\/api\/metrics\/query(_range)?$/, 'metrics'],
  [/^\/metrics$/, 'prometheus'],
];

/** Null: a path that no Tempo knows. */
export function routeOf(path: string): Route | null {
  const found = PATHS.find(([pattern]) => pattern.test(path));
  if (found === undefined) return null;
  return { endpoint: found[1], traceId: TRACE.exec(path)?.[2] ?? null };
}

/** What a route needs beside the request. */
export interface Serving {
  readonly context: Context;
  readonly cache: AnswerCache;
  readonly faults: Faults;
}

/** The answer of each endpoint, where no fault changes it. */
const ANSWERS: Readonly<
  Record<Endpoint, (request: RoutedRequest, route: Route, serving: Serving) => Answer>
> = {
  status: ({ path }, _, { context }) => statusAnswer(path, context),
  search: ({ parameters }, _, { context, faults }) =>
    search(parameters, context, (traceId) => faults.isLeftOut(traceId)),
  trace: (request, { traceId }, serving) => traceAnswer(request, traceId ?? '', serving, null),
  tags: ({ path, parameters }, _, { context }) => {
    const tag = TAG_VALUES.exec(path)?.[1];
    return tag === undefined
      ? tags(parameters, context)
      : tagValues(decodeURIComponent(tag), parameters, context);
  },
  metrics: ({ path, parameters }, _, { context }) =>
    path.endsWith('_range') ? metricsQueryRange(parameters, context) : metricsQuery(parameters, context),
  prometheus: (_, __, { context }) => text(200, context.options.prometheus ?? discarded(context)),
};

/** The answer of a request, without those faults that do not need to know it. @throws Refusal */
export function answerOf(request: RoutedRequest, route: Route, serving: Serving): Answer {
  return ANSWERS[route.endpoint](request, route, serving);
}

/** A read by ID; `partial` is the message of a PARTIAL answer. @throws Refusal */
export function traceAnswer(
  { path, parameters, headers }: RoutedRequest,
  traceId: string,
  { context, cache }: Serving,
  partial: string | null,
): Answer {
  const version = path.startsWith('/api/v2/') ? 2 : 1;
  const accept = headers.accept ?? '';
  return traceById({ version, traceId: traceIdOf(traceId), parameters, accept }, context, cache, partial);
}

/** The answer to a read by ID of what is not there. */
export function absentAnswer({ path, headers }: RoutedRequest): Answer {
  const isProtobuf = (headers.accept ?? '').includes('application/protobuf');
  return absent(path.startsWith('/api/v2/') ? 2 : 1, isProtobuf ? 'protobuf' : 'json');
}

function statusAnswer(path: string, { options }: Context): Answer {
  if (path === '/ready') return text(200, 'ready\n');
  if (path === '/api/echo') return text(200, 'echo\n');
  const build = { revision: '', branch: '', buildUser: '', buildDate: '', goVersion: 'go1.26.8' };
  return jsonText(`${jsonOf({ version: options.version ?? '', ...build })}\n`);
}

/** What Tempo's own counters say of spans refused for the size of their trace. */
function discarded({ store, options }: Context): string {
  const labels = `reason="trace_too_large",tenant="${options.tenant ?? 'single-tenant'}"`;
  return [
    '# HELP tempo_discarded_spans_total The total number of samples that were discarded.',
    '# TYPE tempo_discarded_spans_total counter',
    `tempo_discarded_spans_total{${labels}} ${store.discardedSpans}\n`,
  ].join('\n');
}
