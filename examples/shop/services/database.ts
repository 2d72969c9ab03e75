import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { createInterface } from 'node:readline';
import { SpanKind } from '@opentelemetry/api';
import { z } from 'zod';
import type { Spans } from '../tracing/spans';

const reply = z.object({ id: z.number(), rows: z.number() });

export interface Statement {
  readonly operation: 'SELECT' | 'INSERT' | 'UPDATE';
  readonly table: string;
}

/** Runs one statement and returns the number of rows. */
export type Database = (statement: Statement) => Promise<number>;

/** The database's client: one connection for the process, opened when it is first needed. */
export function createDatabase(spans: Spans, address: URL | undefined): Database {
  if (address === undefined) throw new Error('no address is known for the database');
  let connection: Promise<Connection> | undefined;
  return ({ operation, table }) => {
    const plan = {
      kind: SpanKind.CLIENT,
      attributes: {
        'db.system.name': 'other_sql',
        'db.namespace': 'shop',
        'db.operation.name': operation,
        'db.collection.name': table,
        'db.query.text': text(operation, table),
        'server.address': address.hostname,
        'server.port': Number(address.port),
      },
    };
    return spans.run(`${operation} ${table}`, plan, async () => {
      connection ??= open(Number(address.port));
      return (await connection).query(text(operation, table));
    });
  };
}

function text(operation: Statement['operation'], table: string): string {
  if (operation === 'SELECT') return `SELECT * FROM ${table} WHERE id = ?`;
  if (operation === 'INSERT') return `INSERT INTO ${table} VALUES (?, ?)`;
  return `UPDATE ${table} SET state = ? WHERE id = ?`;
}

async function open(port: number): Promise<Connection> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  return new Connection(socket);
}

class Connection {
  readonly #socket: Socket;
  readonly #waiting = new Map<number, (rows: number) => void>();
  #lastId = 0;

  constructor(socket: Socket) {
    this.#socket = socket;
    // The connection alone does not keep a stopped service alive.
    socket.unref();
    createInterface({ input: socket }).on('line', (line) => {
      const { id, rows } = reply.parse(JSON.parse(line));
      this.#waiting.get(id)?.(rows);
      this.#waiting.delete(id);
    });
  }

  query(sql: string): Promise<number> {
    const id = ++this.#lastId;
    return new Promise((resolve) => {
      this.#waiting.set(id, resolve);
      this.#socket.write(`${JSON.stringify({ id, sql })}\n`);
    });
  }
}
