import {
  createServer as createHttp,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from 'node:http';
import { createServer as createHttps } from 'node:https';
import { end, listen } from '../loopback/port';
import { type Answer, Refusal, text } from './answer';
import { Asked } from './asked';
import { type Context, contextOf } from './context';
import { type Fault, Faults } from './faults';
import { isOwner, refusalOf } from './gate';
import { after } from './latency';
import type { TempoOptions } from './options';
import {
  absentAnswer,
  answerOf,
  type Route,
  type RoutedRequest,
  routeOf,
  type Serving,
  traceAnswer,
} from './routes';
import { send } from './send';
import { traceById } from './trace-by-id';

const NOT_FOUND = text(404, '404 page not found\n');
const LOGIN_PAGE: Answer = {
  status: 200,
  headers: { 'Content-Type': 'text/html; charset=utf-8' },
  body: '<!doctype html><html><head><title>Log in</title></head><body><form></form></body></html>',
};

/** A stand-in Tempo that is running. */
export interface StandInTempo {
  /** Where it is, with its prefix and without a slash at the end, e.g. `http://127.0.0.1:41234/tempo`. */
  readonly url: string;
  readonly asked: Asked;
  /** Faults can be added and taken away while it runs. */
  readonly faults: Faults;
  /** Trace IDs that it holds, 32 hex digits each. */
  readonly traceIds: readonly string[];
  /** Encodes all protobuf answers by ID now, so that encoding takes no time later. */
  prepare(): void;
  /** Cuts all connections and ends. */
  stop(): Promise<void>;
}

/** Starts a stand-in Tempo on a free loopback port. */
export async function startTempo(options: TempoOptions): Promise<StandInTempo> {
  const context = contextOf(options);
  const faults = new Faults();
  faults.add(...(options.faults ?? []));
  const asked = new Asked();
  const serving: Serving = { context, cache: new Map(), faults };
  const empty: Context = {
    ...context,
    store: { pushes: [], blocks: [], traces: new Map(), discardedSpans: 0 },
  };
  const listener: RequestListener = (incoming, response) =>
    serve(
      incoming,
      response,
      asked,
      isOwner(incoming.headers, options) ? serving : { ...serving, context: empty },
    );
  const server = options.tls === undefined ? createHttp(listener) : createHttps(options.tls, listener);
  const port = await listen(server);
  const scheme = options.tls === undefined ? 'http' : 'https';
  return {
    url: `${scheme}://127.0.0.1:${port}${options.prefix ?? ''}`,
    asked,
    faults,
    traceIds: [...context.store.traces.keys()],
    prepare: () => prepare(serving),
    stop: () => end(server),
  };
}

function prepare({ context, cache }: Serving): void {
  const parameters = new URLSearchParams();
  for (const traceId of context.store.traces.keys())
    traceById({ version: 2, traceId, parameters, accept: 'application/protobuf' }, context, cache, null);
}

function serve(incoming: IncomingMessage, response: ServerResponse, asked: Asked, serving: Serving): void {
  const { options } = serving.context;
  const { pathname, searchParams } = new URL(incoming.url ?? '/', 'http://tempo');
  const prefix = options.prefix ?? '';
  const path = pathname.startsWith(`${prefix}/`) ? pathname.slice(prefix.length) : null;
  const route = path === null ? null : routeOf(path);
  const { method = '', headers } = incoming;
  asked.begin({
    method,
    path: pathname,
    parameters: searchParams,
    headers,
    endpoint: route?.endpoint ?? null,
  });
  response.once('close', () => asked.finish());
  const request = { path: path ?? '', parameters: searchParams, headers };
  const fault =
    route === null ? null : serving.faults.ofRequest(route.endpoint, incoming.url ?? '', idOf(route));
  const answer = route === null ? NOT_FOUND : answered(request, route, serving, fault);
  const reply = () => send(response, answer, fault?.kind ?? null);
  after(options.latency ?? 0, reply);
}

/** The whole ID that a route asks for, so that faults can be given for it. */
function idOf({ traceId }: Route): string | null {
  return traceId === null ? null : traceId.toLowerCase().padStart(32, '0');
}

function answered(request: RoutedRequest, route: Route, serving: Serving, fault: Fault | null): Answer {
  const { options } = serving.context;
  const refused = route.endpoint === 'status' ? null : refusalOf(request.headers, options);
  if (refused !== null) return refused;
  try {
    return faulty(request, route, serving, fault) ?? answerOf(request, route, serving);
  } catch (error) {
    if (error instanceof Refusal) return error.answer;
    throw error;
  }
}

/** What a fault makes of the answer; null where it leaves it as it is. */
function faulty(request: RoutedRequest, route: Route, serving: Serving, fault: Fault | null): Answer | null {
  if (fault?.kind === 'html') return LOGIN_PAGE;
  if (fault?.kind === 'missing') return absentAnswer(request);
  if (fault?.kind === 'partial') return traceAnswer(request, route.traceId ?? '', serving, fault.message);
  if (fault?.kind !== 'status') return null;
  const answer = text(fault.status, fault.body ?? `stand-in: ${fault.status}\n`);
  const retry = fault.retryAfter === undefined ? {} : { 'Retry-After': fault.retryAfter };
  return { ...answer, headers: { ...answer.headers, ...retry } };
}
