import { once } from 'node:events';
import { createServer } from 'node:net';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';

const query = z.object({ id: z.number(), sql: z.string() });

/** Milliseconds that a statement takes; a write waits for the disk. */
const READ_MS = 2;
const WRITE_MS = 5;

/**
 * The shop's database: one JSON line a query, one JSON line a reply. It keeps nothing and has no spans, as a
 * database that its callers see only from outside.
 */
export async function startDatabase(): Promise<number> {
  const server = createServer((socket) => {
    const lines = createInterface({ input: socket });
    // A client that is killed resets its connection; the others must not notice.
    socket.on('error', () => socket.destroy());
    lines.on('error', () => lines.close());
    lines.on('line', (line) => {
      const { id, sql } = query.parse(JSON.parse(line));
      const wait = (sql.startsWith('SELECT') ? READ_MS : WRITE_MS) * (1 + Math.random());
      void delay(wait).then(() => socket.write(`${JSON.stringify({ id, rows: 1 })}\n`));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the database has no TCP port');
  return address.port;
}
