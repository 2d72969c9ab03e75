import { Agent, type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';
import type { LookupFunction } from 'node:net';
import { readBody } from './listen';

export interface PlainRequest {
  readonly method: 'GET' | 'POST';
  readonly url: URL;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: unknown;
}

export interface PlainReply {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
}

/** The shop's host names (`orders.shop.internal`) exist only here: all of them are the loopback interface. */
const lookup: LookupFunction = (_hostname, options, callback) => {
  if (options.all === true) callback(null, [{ address: '127.0.0.1', family: 4 }]);
  else callback(null, '127.0.0.1', 4);
};

const agent = new Agent({ keepAlive: true, maxSockets: 256 });

/** One JSON request without any span. */
export function send({ method, url, headers = {}, body }: PlainRequest): Promise<PlainReply> {
  return new Promise((resolve, reject) => {
    const text = body === undefined ? '' : JSON.stringify(body);
    const outgoing = request(
      url,
      {
        method,
        agent,
        lookup,
        headers: {
          ...headers,
          'content-type': 'application/json',
          'content-length': Buffer.byteLength(text),
        },
      },
      (incoming) => {
        readReply(incoming).then(resolve, reject);
      },
    );
    outgoing.on('error', reject);
    outgoing.end(text);
  });
}

async function readReply(incoming: IncomingMessage): Promise<PlainReply> {
  const bytes = await readBody(incoming);
  const body: unknown = bytes.length === 0 ? undefined : JSON.parse(bytes.toString('utf8'));
  return { status: incoming.statusCode ?? 0, headers: incoming.headers, body };
}
