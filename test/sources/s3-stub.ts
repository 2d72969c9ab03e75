import type { IncomingMessage, ServerResponse } from 'node:http';
import { LoopbackServer } from '../loopback/server';

/** What the stub is to answer. `stall`: the connection stays open and nothing (more) comes; `cut`: it is closed. */
export interface StubAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly stall?: boolean;
  readonly cut?: boolean;
}

/** An error as S3 writes it. */
export function s3Error(
  status: number,
  code: string,
  more = '',
  headers: Record<string, string> = {},
): StubAnswer {
  const body = `<?xml version="1.0" encoding="UTF-8"?><Error><Code>${code}</Code><Message>No.</Message>${more}</Error>`;
  return { status, headers: { 'content-type': 'application/xml', ...headers }, body };
}

/** A server that answers as told, for what no real server can be brought to answer. */
export class S3Stub extends LoopbackServer {
  answer: (request: IncomingMessage) => StubAnswer = () => s3Error(404, 'NoSuchKey');
  /** Range of each request, or its method and path. */
  readonly seen: string[] = [];

  protected serve(request: IncomingMessage, response: ServerResponse): void {
    this.seen.push(request.headers.range ?? `${request.method} ${request.url}`);
    respond(response, this.answer(request));
  }
}

function respond(response: ServerResponse, answer: StubAnswer): void {
  if (answer.stall && answer.body === undefined) return;
  response.writeHead(answer.status, answer.headers);
  if (answer.stall) response.write(answer.body);
  else if (answer.cut) response.write(answer.body ?? '', () => response.destroy());
  else response.end(answer.body);
}
