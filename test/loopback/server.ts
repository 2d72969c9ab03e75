import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { end, listen } from './port';

/** An HTTP server on a free loopback port; what it answers is for its kind to say. */
export abstract class LoopbackServer {
  private readonly server = createServer((incoming, answer) => this.serve(incoming, answer));

  /** @returns its address */
  async start(): Promise<string> {
    return `http://127.0.0.1:${await listen(this.server)}`;
  }

  /** Cuts all connections and ends. */
  stop(): Promise<void> {
    return end(this.server);
  }

  protected abstract serve(incoming: IncomingMessage, answer: ServerResponse): void;
}
