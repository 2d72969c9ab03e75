import type { ClientRequest } from 'node:http';
import { urlToHttpOptions } from 'node:url';

/** Connections to one server: each takes the next request as soon as its answer has come. */
export interface Connections {
  /** A GET request that was not sent yet. */
  request(path: string, headers: Readonly<Record<string, string>>): ClientRequest;
  /** Frees them. */
  close(): void;
}

const CONNECT_MILLIS = 10_000;

/** A server that took no connection in time. */
export class NoConnection extends Error {}

/**
 * @param origin `http(s)://host[:port]`
 * @param most connections at a time; further requests wait for one
 * @param ca certificates to trust beside the usual ones, PEM; null: none
 */
export async function connectionsTo(origin: string, most: number, ca: string | null): Promise<Connections> {
  const address = new URL(origin);
  const client = address.protocol === 'https:' ? await import('node:https') : await import('node:http');
  const trusted = ca === null ? {} : { ca: await withUsualCertificates(ca) };
  const agent = new client.Agent({ keepAlive: true, maxSockets: most, ...trusted });
  const base = { ...urlToHttpOptions(address), agent };
  return {
    request: (path, headers) => limitConnecting(client.request({ ...base, path, headers })),
    close: () => agent.destroy(),
  };
}

/** Certificates given by the user are trusted beside the usual ones, not in their place. */
async function withUsualCertificates(ca: string): Promise<string[]> {
  const { getCACertificates } = await import('node:tls');
  return [...getCACertificates('default'), ca];
}

function limitConnecting(request: ClientRequest): ClientRequest {
  request.once('socket', (socket) => {
    if (!socket.connecting) return;
    const timer = setTimeout(() => request.destroy(new NoConnection()), CONNECT_MILLIS);
    const stop = () => clearTimeout(timer);
    socket.once('connect', stop);
    socket.once('close', stop);
  });
  return request;
}
