import { once } from 'node:events';
import { createServer, request, type Server } from 'node:http';

/** What becomes of one request: it passes, is answered with a status, hangs, or is cut before or after it took effect. */
export type Fault = 'pass' | { readonly status: number } | 'hang' | 'cut' | 'cut-after';

/** Stands between the library and a server and makes faults of the kinds that clouds have. */
export class FaultyServer {
  /** Decides on each request, by its number from 0 on. */
  fault: (number: number, method: string) => Fault = () => 'pass';
  /** Requests that came. */
  requests = 0;
  private readonly target: number;
  private readonly server: Server;

  constructor(target: number) {
    this.target = target;
    this.server = createServer((incoming, answer) => {
      const fault = this.fault(this.requests++, incoming.method ?? '');
      if (fault === 'cut') incoming.socket.destroy();
      else if (fault === 'hang') incoming.resume();
      else if (typeof fault === 'object') {
        incoming.resume();
        answer.writeHead(fault.status).end();
      } else {
        const { method, url: path, headers } = incoming;
        const onward = request({ host: '127.0.0.1', port: this.target, method, path, headers });
        onward.on('error', () => answer.destroy());
        onward.on('response', (response) => {
          if (fault === 'cut-after') {
            response.resume();
            response.on('end', () => answer.destroy());
            return;
          }
          answer.writeHead(response.statusCode ?? 500, response.headers);
          response.pipe(answer);
        });
        incoming.pipe(onward);
      }
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
}
