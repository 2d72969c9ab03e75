import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from 'node:http';

/** What happens to a request instead of an answer. `late-cut`: it is done, and the answer is lost. */
export type FrontFault = { readonly status: number } | 'hang' | 'cut' | 'late-cut';

/** Source: AWS Signature Version 4, the scope of the credential. */
const SCOPE = /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)\/aws4_request/;

/** A request as it came in. */
export interface FrontRequest {
  readonly method: string;
  readonly path: string;
  /** That its signature is for, such as `s3`, `monitoring`, `sns`. */
  readonly service: string;
  /** Of the answer; null: there is none yet, or it did not pass. */
  status: number | null;
}

/**
 * Stands before a server and lets requests fail where a test wants it. Headers pass unchanged, the signed Host among
 * them.
 */
export class Front {
  readonly requests: FrontRequest[] = [];
  /** What becomes of a request; null: it passes. */
  fault: (request: FrontRequest, number: number) => FrontFault | null = () => null;
  private readonly target: URL;
  private readonly server: Server;

  constructor(target: string) {
    this.target = new URL(target);
    this.server = createServer((incoming, answer) => this.serve(incoming, answer));
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

  private serve(incoming: IncomingMessage, answer: ServerResponse): void {
    const [, service = ''] = SCOPE.exec(incoming.headers.authorization ?? '') ?? [];
    const asked: FrontRequest = {
      method: incoming.method ?? '',
      path: incoming.url ?? '',
      service,
      status: null,
    };
    this.requests.push(asked);
    const fault = this.fault(asked, this.requests.length);
    if (fault === 'hang') return void incoming.resume();
    if (fault === 'cut') return void incoming.destroy();
    if (fault !== null && fault !== 'late-cut') {
      incoming.resume();
      answer
        .writeHead(fault.status, { 'content-type': 'application/xml' })
        .end('<Error><Code>Fault</Code></Error>');
      return;
    }
    const onward = request(
      {
        host: this.target.hostname,
        port: this.target.port,
        method: incoming.method,
        path: incoming.url,
        headers: incoming.headers,
      },
      (response) => {
        if (fault === 'late-cut') {
          response.resume();
          response.on('end', () => answer.destroy());
          return;
        }
        asked.status = response.statusCode ?? null;
        answer.writeHead(response.statusCode ?? 500, response.headers);
        response.pipe(answer);
      },
    );
    onward.on('error', () => answer.destroy());
    incoming.pipe(onward);
  }
}
