import type { IncomingMessage, ServerResponse } from 'node:http';
import { forward } from './forward';
import { LoopbackServer } from './server';

/** What happens to a request instead of an answer. `late-cut`: it is done, and the answer is lost. */
export type FrontFault = { readonly status: number } | 'hang' | 'cut' | 'late-cut';

/** Source: AWS Signature Version 4, the scope of the credential. */
const SCOPE = /Credential=[^/]+\/\d+\/[^/]+\/([^/]+)\/aws4_request/;

/** A request as it came in. */
export interface FrontRequest {
  /** From 0 on. */
  readonly number: number;
  readonly method: string;
  readonly path: string;
  /** That its signature is for, such as `s3`, `monitoring`, `sns`. */
  readonly service: string;
  /** Of the answer; null: there is none yet, or it did not pass. */
  status: number | null;
}

/** Stands before a server and lets requests fail where a test wants it. */
export class Front extends LoopbackServer {
  /** Requests that came. */
  readonly requests: FrontRequest[] = [];
  /** What becomes of a request; null: it passes. */
  fault: (request: FrontRequest) => FrontFault | null = () => null;
  private readonly target: URL;

  constructor(target: string) {
    super();
    this.target = new URL(target);
  }

  /** No fault any more, and requests are counted anew. */
  reset(): void {
    this.requests.length = 0;
    this.fault = () => null;
  }

  protected serve(incoming: IncomingMessage, answer: ServerResponse): void {
    const [, service = ''] = SCOPE.exec(incoming.headers.authorization ?? '') ?? [];
    const { method = '', url: path = '' } = incoming;
    const asked: FrontRequest = { number: this.requests.length, method, path, service, status: null };
    this.requests.push(asked);
    const fault = this.fault(asked);
    if (fault === 'hang') return void incoming.resume();
    if (fault === 'cut') return void incoming.destroy();
    if (fault !== null && fault !== 'late-cut') {
      incoming.resume();
      answer
        .writeHead(fault.status, { 'content-type': 'application/xml' })
        .end('<Error><Code>Fault</Code></Error>');
      return;
    }
    forward(incoming, answer, this.target, (response) => {
      if (fault === 'late-cut') {
        response.resume().on('end', () => answer.destroy());
        return;
      }
      asked.status = response.statusCode ?? null;
      answer.writeHead(response.statusCode ?? 500, response.headers);
      response.pipe(answer);
    });
  }
}
