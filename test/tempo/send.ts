import type { ServerResponse } from 'node:http';
import type { Answer } from './answer';
import type { Fault } from './faults';

/** Sends an answer, or as much of it as the fault lets through. */
export function send(
  response: ServerResponse,
  { status, headers, body }: Answer,
  fault: Fault['kind'] | null,
): void {
  const bytes = typeof body === 'string' ? Buffer.from(body) : body;
  if (fault === 'silence') return;
  if (fault === 'cut-headers') {
    response.destroy();
    return;
  }
  response.writeHead(status, { ...headers, 'Content-Length': bytes.length });
  if (fault === 'cut-body') {
    // The half must have left before the connection is cut, or the client would see neither.
    response.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => response.destroy());
    return;
  }
  response.end(bytes);
}
