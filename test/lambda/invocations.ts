import type { IncomingMessage, ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';
import { LoopbackServer } from '../loopback/server';

/** An asynchronous invocation that a function asked for. */
export interface AskedInvocation {
  readonly name: string;
  readonly event: unknown;
}

const PATH = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/;

/** Lambda's Invoke API, as far as a function uses it to start itself again. Source: AWS Lambda API Reference, Invoke. */
export class LambdaInvocations extends LoopbackServer {
  readonly asked: AskedInvocation[] = [];

  protected serve(incoming: IncomingMessage, answer: ServerResponse): void {
    this.take(incoming, answer).catch(() => answer.destroy());
  }

  private async take(incoming: IncomingMessage, answer: ServerResponse): Promise<void> {
    const [, name] = PATH.exec(incoming.url ?? '') ?? [];
    const isRight = name !== undefined && incoming.headers['x-amz-invocation-type'] === 'Event';
    if (!isRight) return void answer.writeHead(400).end('{"message":"only asynchronous invocations"}');
    this.asked.push({ name: decodeURIComponent(name), event: await json(incoming) });
    answer.writeHead(202).end();
  }
}
