import type { IncomingMessage } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { close, listen, readBody } from '../http/listen';
import { store, type Upload } from './archive';

/** Milliseconds until an export is answered: a collector is not on the same machine. */
const DISTANCE_MS = 25;

export interface Receiver {
  readonly endpoint: string;
  /** Answers every export with this status and stores nothing, until it is called with `undefined`. */
  readonly refuse: (status: number | undefined) => void;
  readonly close: () => Promise<void>;
}

/** An OTLP/HTTP receiver for traces, JSON or protobuf, that stores each request as it arrived. */
export async function startReceiver(directory: string): Promise<Receiver> {
  let refusing: number | undefined;

  const receive = async (
    request: IncomingMessage,
  ): Promise<{ status: number; type: string; body: string }> => {
    const body = await readBody(request);
    const arrived = new Date();
    await delay(DISTANCE_MS);
    const format = formatOf(request);
    if (refusing !== undefined) return { status: refusing, type: 'text/plain', body: 'refused' };
    if (request.url !== '/v1/traces' || format === undefined)
      return { status: 400, type: 'text/plain', body: '' };
    await store(
      directory,
      { format, body, gzipped: request.headers['content-encoding'] === 'gzip' },
      arrived,
    );
    // The empty answer "all accepted": {} in JSON, no bytes in protobuf.
    if (format === 'json') return { status: 200, type: 'application/json', body: '{}' };
    return { status: 200, type: 'application/x-protobuf', body: '' };
  };

  const { server, port } = await listen((request, response) => {
    receive(request)
      .catch((error: unknown) => ({ status: 500, type: 'text/plain', body: String(error) }))
      .then(({ status, type, body }) => response.writeHead(status, { 'content-type': type }).end(body))
      .catch((error: unknown) => response.destroy(error instanceof Error ? error : undefined));
  });
  return {
    endpoint: `http://127.0.0.1:${port}/v1/traces`,
    refuse: (status) => {
      refusing = status;
    },
    close: () => close(server),
  };
}

function formatOf(request: IncomingMessage): Upload['format'] | undefined {
  const type = request.headers['content-type'];
  if (type === 'application/json') return 'json';
  if (type === 'application/x-protobuf') return 'protobuf';
  return undefined;
}
