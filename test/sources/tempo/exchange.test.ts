import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { type Connections, connectionsTo } from '../../../lib/sources/tempo/connections';
import { exchange, TooLarge, TooLate } from '../../../lib/sources/tempo/exchange';

const { signal } = new AbortController();
const OUTGOING = { path: '/a?b=c', headers: { accept: 'text/plain' }, deadline: 60_000, maxBytes: 10 };

let listener: RequestListener;
let server: Server;
let connections: Connections;

beforeEach(async () => {
  server = createServer((request, response) => listener(request, response)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port was given');
  connections = await connectionsTo(`http://127.0.0.1:${address.port}`, 1, null);
});
afterEach(async () => {
  connections.close();
  server.closeAllConnections();
  server.close();
  await once(server, 'close');
});

test('the whole answer is given', async () => {
  listener = ({ method, url, headers }, response) => {
    response.writeHead(429, {
      'Content-Type': 'Text/Plain; charset=utf-8',
      'Retry-After': '7',
      Location: '/x',
    });
    response.write(`${method} ${url?.slice(0, 2)}`);
    response.end(headers.accept === 'text/plain' ? '!' : '?');
  };
  expect(await exchange(connections, OUTGOING, signal)).toEqual({
    answer: { status: 429, contentType: 'text/plain', body: Buffer.from('GET /a!'), location: '/x' },
    retryAfter: '7',
  });
});

test('an answer with as many bytes as it may have is given, and a larger one cut off', async () => {
  let length = 10;
  listener = (_, response) => void response.end('x'.repeat(length));
  expect((await exchange(connections, OUTGOING, signal)).answer.body).toHaveLength(10);
  length = 11;
  await expect(exchange(connections, OUTGOING, signal)).rejects.toThrow(TooLarge);
});

test('an answer that does not come in time is given up, and its connection freed', async () => {
  listener = (_, response) => void response.write('x');
  await expect(exchange(connections, { ...OUTGOING, deadline: 20 }, signal)).rejects.toThrow(TooLate);
  listener = (_, response) => void response.end('y');
  expect((await exchange(connections, OUTGOING, signal)).answer.body.toString()).toBe('y');
});

test('a request that waits for a connection is given up as well', async () => {
  const arrived: string[] = [];
  const { promise, resolve } = Promise.withResolvers<void>();
  listener = ({ url = '' }) => {
    arrived.push(url);
    resolve();
  };
  const ending = new AbortController();
  const first = exchange(connections, { ...OUTGOING, path: '/first' }, ending.signal);
  await promise;
  const second = exchange(connections, { ...OUTGOING, path: '/second', deadline: 20 }, signal);
  await expect(second).rejects.toThrow(TooLate);
  ending.abort(new Error('enough'));
  await expect(first).rejects.toThrow('enough');
  expect(arrived).toEqual(['/first']);
  await expect(exchange(connections, OUTGOING, ending.signal)).rejects.toThrow('enough');
});

test('an answer that is cut is an error of the connection', async () => {
  listener = (_, response) => {
    response.writeHead(200, { 'Content-Length': 5 });
    response.write('x', () => response.destroy());
  };
  await expect(exchange(connections, OUTGOING, signal)).rejects.toMatchObject({ code: 'ECONNRESET' });
});
