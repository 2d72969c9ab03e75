import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';

/**
 * Stands between the library and an S3 server: notes what is asked, and cuts connections where a test wants it.
 * Headers pass unchanged, the signed Host among them.
 */
export class Relay {
  /** Each request: its method, and its path with the query. */
  readonly requests: { method: string; url: URL; range: string | null }[] = [];
  /** For an answer to an object's GET: after so many bytes of the body the connection is cut; null: not. */
  cut: (url: URL, range: string | null) => number | null = () => null;
  private readonly target: number;
  private readonly server: Server;

  constructor(target: number) {
    this.target = target;
    this.server = createServer((incoming, answer) => this.pass(incoming, answer));
  }

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

  private pass(incoming: IncomingMessage, answer: ServerResponse): void {
    const url = new URL(incoming.url ?? '/', 'http://relay');
    const range = incoming.headers.range ?? null;
    this.requests.push({ method: incoming.method ?? '', url, range });
    const onward = request({
      host: '127.0.0.1',
      port: this.target,
      method: incoming.method,
      path: incoming.url,
      headers: incoming.headers,
    });
    onward.on('error', () => answer.destroy());
    onward.on('response', (response) => {
      answer.writeHead(response.statusCode ?? 500, response.headers);
      const isObject = incoming.method === 'GET' && url.pathname.split('/').length > 2;
      const limit = isObject ? this.cut(url, range) : null;
      if (limit === null) response.pipe(answer);
      else passUntil(response, answer, limit);
    });
    incoming.pipe(onward);
  }
}

function passUntil(response: IncomingMessage, answer: ServerResponse, limit: number): void {
  let left = limit;
  response.on('data', (chunk: Buffer) => {
    const part = chunk.subarray(0, left);
    left -= part.length;
    answer.write(part, () => {
      if (left > 0) return;
      response.destroy();
      answer.destroy();
    });
  });
}
