import type { ServerResponse } from 'node:http';

/** Answers with `body` as JSON; without a body where there is none. */
export function writeJson(response: ServerResponse, status: number, body: unknown): ServerResponse {
  response.writeHead(status, { 'content-type': 'application/json' });
  return response.end(body === undefined ? '' : JSON.stringify(body));
}
