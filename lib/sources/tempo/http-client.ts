import { types } from 'node:util';
import type { Dispatcher, Pool } from 'undici';
import { NETWORK_WORDS } from '../network-words';
import { reasonInWords, systemCode } from '../system-errors';
import type { Answer } from './answer';
import type { Credentials } from './credentials';
import { Pacer, pause } from './pacer';
import { delayBefore, isPassing, RETRIES, type RetryPolicy, restOf } from './retry';
import type { TempoSpec } from './spec';

/** One request, always a GET. */
export interface TempoRequest {
  /** Below the address of the source, e.g. `/api/search`. */
  readonly path: string;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly accept: string;
  /** The whole answer must be there within it, milliseconds. */
  readonly deadline: number;
  /** An answer with a larger body fails. */
  readonly maxBytes: number;
  /** Requests at most; absent: as the policy says. */
  readonly attempts?: number;
}

/** A server that gave no answer. */
export class NoAnswer extends Error {
  /** Whether it may be there when it is asked again. */
  readonly isPassing: boolean;
  /** Its answer was larger than it may be. */
  readonly isTooLarge: boolean;
  constructor(
    message: string,
    {
      isPassing = false,
      isTooLarge = false,
    }: { readonly isPassing?: boolean; readonly isTooLarge?: boolean },
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'NoAnswer';
    this.isPassing = isPassing;
    this.isTooLarge = isTooLarge;
  }
}

const CONNECT_MILLIS = 10_000;
/** Of the requests that went before, so many were given up one after the other: the server is left alone. */
const MOST_FAILURES = 20;
/** Errors that stay however often one asks. */
const LASTING = /CERT|SIGNED|ISSUER|^UNABLE_TO|^ERR_(SSL|TLS)|EPROTO|ENOTFOUND|^HPE_|^ERR_INVALID/;

/**
 * Asks one server, with as many connections as requests may go at a time. Requests that failed in a way that may pass
 * are made again, with growing waits; all of them wait while the server asks for a rest.
 */
export class HttpClient {
  /** All requests made, and those of them that were made again. */
  readonly counts = { requests: 0, retries: 0 };
  private readonly spec: TempoSpec;
  private readonly credentials: Credentials;
  private readonly policy: RetryPolicy;
  private readonly pacer: Pacer;
  private readonly origin: string;
  private readonly prefix: string;
  private pool: Promise<Pool> | null = null;
  private failuresInARow = 0;

  constructor(spec: TempoSpec, credentials: Credentials, policy: RetryPolicy = RETRIES) {
    this.spec = spec;
    this.credentials = credentials;
    this.policy = policy;
    this.pacer = new Pacer(spec.requestsPerSecond);
    const { origin, pathname } = new URL(spec.url);
    this.origin = origin;
    this.prefix = pathname.replace(/\/$/, '');
  }

  /**
   * The answer, whatever its status: the last one where it was asked for several times.
   * @throws NoAnswer where there was none; the signal's reason
   */
  async get(request: TempoRequest, signal: AbortSignal): Promise<Answer> {
    if (this.failuresInARow >= MOST_FAILURES) {
      throw new NoAnswer(`it failed ${MOST_FAILURES} times in a row and is not asked any more`, {});
    }
    const policy = { ...this.policy, attempts: request.attempts ?? this.policy.attempts };
    for (let made = 1; ; made++) {
      const outcome = await this.attempt(request, signal);
      const delay = outcome.isPassing ? delayBefore(made, outcome.rest, policy, Math.random()) : null;
      if (delay === null) {
        this.failuresInARow = outcome.isPassing && policy.attempts > 1 ? this.failuresInARow + 1 : 0;
        if ('failure' in outcome) throw outcome.failure;
        return outcome.answer;
      }
      this.counts.retries++;
      if (outcome.rest !== null) this.pacer.restFor(outcome.rest);
      await pause(delay, signal);
    }
  }

  /** Frees connections. */
  close(): void {
    // Where connecting failed, there is nothing to free, and the failure was thrown to whoever asked.
    void this.pool?.then((pool) => pool.destroy()).catch(() => undefined);
    this.pool = null;
  }

  private async attempt(request: TempoRequest, signal: AbortSignal): Promise<Outcome> {
    await this.pacer.turn(signal);
    this.counts.requests++;
    const ending = new AbortController();
    const end = () => ending.abort();
    const timer = setTimeout(end, request.deadline);
    signal.addEventListener('abort', end, { once: true });
    try {
      const response = await (await this.connected()).request({
        method: 'GET',
        path: this.pathOf(request),
        headers: this.headersOf(request),
        headersTimeout: request.deadline,
        bodyTimeout: request.deadline,
        signal: ending.signal,
      });
      const answer = await wholeAnswer(response, request.maxBytes);
      const rest = restOf(headerOf(response, 'retry-after') ?? undefined, Date.now());
      return { answer, rest, isPassing: isPassing(answer.status) };
    } catch (error) {
      signal.throwIfAborted();
      const failure = noAnswer(error, ending.signal.aborted);
      return { failure, rest: null, isPassing: failure.isPassing };
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
    }
  }

  private connected(): Promise<Pool> {
    this.pool ??= this.connect();
    return this.pool;
  }

  private async connect(): Promise<Pool> {
    const undici = await import('undici');
    const { ca } = this.credentials;
    return new undici.Pool(this.origin, {
      connections: this.spec.concurrency,
      pipelining: 1,
      connect: { timeout: CONNECT_MILLIS, ...(ca !== null && { ca: await withSystemCertificates(ca) }) },
    });
  }

  private pathOf({ path, parameters = {} }: TempoRequest): string {
    const query = new URLSearchParams(parameters).toString();
    return `${this.prefix}${path}${query === '' ? '' : `?${query}`}`;
  }

  private headersOf({ accept }: TempoRequest): Record<string, string> {
    const { tenant, headers } = this.spec;
    const { authorization } = this.credentials;
    return {
      'user-agent': 'tracewarden',
      ...headers,
      accept,
      ...(tenant !== null && { 'x-scope-orgid': tenant }),
      ...(authorization !== null && { authorization }),
    };
  }
}

type Outcome = { readonly rest: number | null; readonly isPassing: boolean } & (
  | { readonly answer: Answer }
  | { readonly failure: NoAnswer }
);

/** Certificates given by the user are trusted beside the usual ones, not in their place. */
async function withSystemCertificates(ca: string): Promise<string[]> {
  const { getCACertificates } = await import('node:tls');
  return [...getCACertificates('default'), ca];
}

async function wholeAnswer(response: Dispatcher.ResponseData, maxBytes: number): Promise<Answer> {
  const pieces: Buffer[] = [];
  let length = 0;
  const body: AsyncIterable<Buffer> = response.body;
  for await (const piece of body) {
    length += piece.length;
    if (length > maxBytes) {
      throw new NoAnswer(`its answer is larger than ${maxBytes} bytes`, { isTooLarge: true });
    }
    pieces.push(piece);
  }
  const type = headerOf(response, 'content-type') ?? '';
  return {
    status: response.statusCode,
    contentType: type.split(';')[0]?.trim().toLowerCase() ?? '',
    body: Buffer.concat(pieces, length),
    location: headerOf(response, 'location'),
  };
}

function headerOf({ headers }: Dispatcher.ResponseData, name: string): string | null {
  const value = headers[name];
  return (Array.isArray(value) ? value[0] : value) ?? null;
}

function noAnswer(error: unknown, isLate: boolean): NoAnswer {
  if (error instanceof NoAnswer) return error;
  if (isLate) return new NoAnswer('it did not answer in time', { isPassing: true }, { cause: error });
  const code = systemCode(error) ?? causeCode(error) ?? '';
  const words = NETWORK_WORDS[code] ?? reasonInWords(error);
  return new NoAnswer(words, { isPassing: !LASTING.test(code) }, { cause: error });
}

function causeCode(error: unknown): string | null {
  return types.isNativeError(error) ? systemCode(error.cause) : null;
}
