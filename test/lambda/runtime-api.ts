import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { end, listen } from '../loopback/port';

/** What a function made of an event. */
export type Answer =
  | { readonly kind: 'response'; readonly body: unknown }
  | { readonly kind: 'error'; readonly body: unknown }
  | { readonly kind: 'gone' };

/** How an event is handed over. */
export interface Invocation {
  readonly requestId?: string;
  /** Milliseconds from now until Lambda would end the function. */
  readonly timeout?: number;
  readonly arn?: string;
}

interface Waiting {
  readonly id: string;
  readonly event: string;
  readonly invocation: Invocation;
  readonly answer: (answer: Answer) => void;
}

const PATH = /^\/2018-06-01\/runtime\/(?:invocation\/(?:(next)|([^/]+)\/(response|error))|init\/(error))$/;
const DEFAULT_ARN = 'arn:aws:lambda:us-east-1:111122223333:function:tracewarden-test';
const DEFAULT_TIMEOUT = 900_000;

/**
 * Lambda's side of the Runtime API: hands events to the runtime client of one process, one at a time.
 * Source: AWS Lambda Developer Guide, Using the Lambda runtime API.
 */
export class RuntimeApi {
  /** Milliseconds by which the function's clock is ahead of the real one. */
  ahead = 0;
  private readonly server: Server;
  private readonly events: Waiting[] = [];
  private current: Waiting | null = null;
  private next: ServerResponse | null = null;
  /** The answer to all that comes: the function failed to begin, or its process ended. */
  private lastAnswer: Answer | null = null;

  constructor() {
    this.server = createServer((incoming, outgoing) => {
      this.serve(incoming, outgoing).catch((error: unknown) => outgoing.destroy(toError(error)));
    });
  }

  /** @returns where it listens, as in AWS_LAMBDA_RUNTIME_API */
  async start(): Promise<string> {
    return `127.0.0.1:${await listen(this.server)}`;
  }

  /** Hands an event to the function, once it is free, and waits for what it makes of it. */
  invoke(event: unknown, invocation: Invocation = {}): Promise<Answer> {
    if (this.lastAnswer !== null) return Promise.resolve(this.lastAnswer);
    return new Promise((answer) => {
      const id = invocation.requestId ?? randomUUID();
      this.events.push({ id, event: JSON.stringify(event), invocation, answer });
      this.handOver();
    });
  }

  /** The process ended: whoever waits learns it. */
  processEnded(): void {
    const { current } = this;
    this.current = null;
    this.next = null;
    current?.answer({ kind: 'gone' });
    this.answerAll({ kind: 'gone' });
  }

  stop(): Promise<void> {
    return end(this.server);
  }

  private async serve(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const [, isNext, id, kind, isInit] = PATH.exec(incoming.url ?? '') ?? [];
    if (isNext !== undefined) {
      this.next = outgoing;
      return this.handOver();
    }
    const body: unknown = JSON.parse((await text(incoming)) || 'null');
    outgoing.writeHead(202, { 'content-type': 'application/json' }).end('{"status":"OK"}');
    if (isInit !== undefined) this.answerAll({ kind: 'error', body });
    else if (kind === 'response' || kind === 'error') this.finish(id ?? '', { kind, body });
  }

  private answerAll(answer: Answer): void {
    this.lastAnswer ??= answer;
    for (const waiting of this.events.splice(0)) waiting.answer(answer);
  }

  private finish(id: string, answer: Answer): void {
    if (this.current?.id !== id) return;
    const { answer: tell } = this.current;
    this.current = null;
    tell(answer);
    this.handOver();
  }

  private handOver(): void {
    if (this.current !== null || this.next === null) return;
    const waiting = this.events.shift();
    if (waiting === undefined) return;
    const { id, event, invocation } = waiting;
    const { timeout = DEFAULT_TIMEOUT, arn = DEFAULT_ARN } = invocation;
    this.next.writeHead(200, {
      'content-type': 'application/json',
      'lambda-runtime-aws-request-id': id,
      'lambda-runtime-deadline-ms': String(Date.now() + this.ahead + timeout),
      'lambda-runtime-invoked-function-arn': arn,
      'lambda-runtime-trace-id': `Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=0`,
    });
    this.next.end(event);
    this.next = null;
    this.current = waiting;
  }
}

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error));
}
