import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { json } from 'node:stream/consumers';

/** An asynchronous invocation that a function asked for. */
export interface AskedInvocation {
  readonly name: string;
  readonly event: unknown;
}

const PATH = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/;

/** Lambda's Invoke API, as far as a function uses it to start itself again. Source: AWS Lambda API Reference, Invoke. */
export class LambdaInvocations {
  readonly asked: AskedInvocation[] = [];
  private readonly server: Server;

  constructor() {
    this.server = createServer((incoming, answer) => {
      this.serve(incoming, answer).catch(() => answer.destroy());
    });
  }

  /** @returns its address */
  async start(): Promise<string> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    const address = this.server.address();
    if (address === null || typeof address === 'string') throw new Error('no port was given');
    return `http://127.0.0.1:${address.port}`;
  }

  async stop(): Promise<void> {
    this.server.close();
    this.server.closeAllConnections();
    await once(this.server, 'close');
  }

  private async serve(incoming: IncomingMessage, answer: ServerResponse): Promise<void> {
    const [, name] = PATH.exec(incoming.url ?? '') ?? [];
    const isRight = name !== undefined && incoming.headers['x-amz-invocation-type'] === 'Event';
    if (!isRight) return void answer.writeHead(400).end('{"message":"only asynchronous invocations"}');
    this.asked.push({ name: decodeURIComponent(name), event: await json(incoming) });
    answer.writeHead(202).end();
  }
}
