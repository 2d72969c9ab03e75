import type { IncomingMessage } from 'node:http';
import type { Answer } from './answer';
import type { Connections } from './connections';

/** How a request goes out. */
export interface Outgoing {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  /** The whole answer must be there within it, milliseconds. */
  readonly deadline: number;
  /** An answer with a larger body fails. */
  readonly maxBytes: number;
}

/** An answer, with the rest that the server asks for as it wrote it. */
export interface Received {
  readonly answer: Answer;
  readonly retryAfter: string | undefined;
}

/** The deadline passed before the whole answer was there. */
export class TooLate extends Error {}

/** The answer has more bytes than it may. */
export class TooLarge extends Error {}

/**
 * Makes a GET request and gathers its answer.
 * @throws TooLate, TooLarge, the signal's reason, or the error of the connection
 */
export async function exchange(
  connections: Connections,
  { path, headers, deadline, maxBytes }: Outgoing,
  signal: AbortSignal,
): Promise<Received> {
  signal.throwIfAborted();
  const request = connections.request(path, headers);
  const { promise, resolve, reject } = Promise.withResolvers<Received>();
  const fail = (reason: unknown) => {
    reject(reason);
    request.destroy();
  };
  const abort = () => fail(signal.reason);
  const timer = setTimeout(() => fail(new TooLate()), deadline);
  signal.addEventListener('abort', abort, { once: true });
  request.on('error', fail);
  request.on('response', (response) => gather(response, maxBytes, resolve, fail));
  request.end();
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', abort);
  }
}

function gather(
  response: IncomingMessage,
  maxBytes: number,
  resolve: (received: Received) => void,
  fail: (reason: unknown) => void,
): void {
  const pieces: Buffer[] = [];
  let length = 0;
  response.on('error', fail);
  response.on('data', (piece: Buffer) => {
    length += piece.length;
    if (length > maxBytes) fail(new TooLarge());
    else pieces.push(piece);
  });
  response.on('end', () => {
    const received = receivedOf(response, Buffer.concat(pieces, length));
    // Whatever else has arrived comes first, and with it the next requests: decoding would hold them up.
    setImmediate(resolve, received);
  });
}

function receivedOf({ statusCode = 0, headers }: IncomingMessage, body: Buffer): Received {
  const type = headers['content-type'] ?? '';
  return {
    answer: {
      status: statusCode,
      contentType: type.split(';')[0]?.trim().toLowerCase() ?? '',
      body,
      location: headers.location ?? null,
    },
    retryAfter: headers['retry-after'],
  };
}
