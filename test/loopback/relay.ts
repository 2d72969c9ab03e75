import type { IncomingMessage, ServerResponse } from 'node:http';
import { forward } from './forward';
import { LoopbackServer } from './server';

/** Stands between the library and an S3 server: notes what is asked, and cuts connections where a test wants it. */
export class Relay extends LoopbackServer {
  /** Each request: its method, and its path with the query. */
  readonly requests: { method: string; url: URL; range: string | null }[] = [];
  /** For an answer to an object's GET: after so many bytes of the body the connection is cut; null: not. */
  cut: (url: URL, range: string | null) => number | null = () => null;
  private readonly target: URL;

  constructor(target: string) {
    super();
    this.target = new URL(target);
  }

  protected serve(incoming: IncomingMessage, answer: ServerResponse): void {
    const url = new URL(incoming.url ?? '/', 'http://relay');
    const range = incoming.headers.range ?? null;
    this.requests.push({ method: incoming.method ?? '', url, range });
    forward(incoming, answer, this.target, (response) => {
      answer.writeHead(response.statusCode ?? 500, response.headers);
      const isObject = incoming.method === 'GET' && url.pathname.split('/').length > 2;
      const limit = isObject ? this.cut(url, range) : null;
      if (limit === null) response.pipe(answer);
      else passUntil(response, answer, limit);
    });
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
