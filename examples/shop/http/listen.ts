import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';

/** A server on a free loopback port. */
export interface Listening {
  readonly server: Server;
  readonly port: number;
}

export async function listen(handle: RequestListener): Promise<Listening> {
  const server = createServer(handle);
  // Longer than a recording, so that no caller meets a connection which is closed in the same moment.
  server.keepAliveTimeout = 600_000;
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server has no TCP port');
  return { server, port: address.port };
}

/** Stops accepting, waits for the requests in work and closes the idle connections. */
export async function close(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  server.closeIdleConnections();
  await closed;
}

export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}
