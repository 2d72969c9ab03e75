import { types } from 'node:util';
import { NETWORK_WORDS } from '../network-words';
import { reasonInWords, systemCode } from '../system-errors';
import type { Answer } from './answer';
import { type Connections, connectionsTo, NoConnection } from './connections';
import type { Credentials } from './credentials';
import { exchange, TooLarge, TooLate } from './exchange';
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
  private connections: Promise<Connections> | null = null;
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
    // Where there are none, because a module or a certificate could not be read, whoever asked was told.
    void this.connections?.then((connections) => connections.close()).catch(() => undefined);
    this.connections = null;
  }

  private async attempt(request: TempoRequest, signal: AbortSignal): Promise<Outcome> {
    await this.pacer.turn(signal);
    this.counts.requests++;
    const { deadline, maxBytes } = request;
    const outgoing = { path: this.pathOf(request), headers: this.headersOf(request), deadline, maxBytes };
    try {
      const { answer, retryAfter } = await exchange(await this.connected(), outgoing, signal);
      const rest = restOf(retryAfter, Date.now());
      return { answer, rest, isPassing: isPassing(answer.status) };
    } catch (error) {
      signal.throwIfAborted();
      const failure = noAnswer(error, maxBytes);
      return { failure, rest: null, isPassing: failure.isPassing };
    }
  }

  private connected(): Promise<Connections> {
    this.connections ??= connectionsTo(this.origin, this.spec.concurrency, this.credentials.ca);
    return this.connections;
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

function noAnswer(error: unknown, maxBytes: number): NoAnswer {
  if (error instanceof TooLarge) {
    const message = `its answer is larger than ${maxBytes} bytes`;
    return new NoAnswer(message, { isTooLarge: true }, { cause: error });
  }
  if (error instanceof TooLate || error instanceof NoConnection)
    return new NoAnswer('it did not answer in time', { isPassing: true }, { cause: error });
  const code = systemCode(error) ?? causeCode(error) ?? '';
  const words = NETWORK_WORDS[code] ?? reasonInWords(error);
  return new NoAnswer(words, { isPassing: !LASTING.test(code) }, { cause: error });
}

function causeCode(error: unknown): string | null {
  return types.isNativeError(error) ? systemCode(error.cause) : null;
}
