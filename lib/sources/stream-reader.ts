import { createReadStream, type Stats } from 'node:fs';
import { Socket } from 'node:net';
import { addAbortSignal } from 'node:stream';

const CHUNK = 1 << 20;

/**
 * The bytes of an open pipe, device or redirected file, to its end; the descriptor is closed then.
 *
 * A pipe is read as a socket: a plain read would keep a thread waiting for its writer, and the process could not end
 * before the writer does.
 */
export async function* readDescriptor(
  descriptor: number,
  stats: Stats,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const isPipe = stats.isFIFO() || stats.isSocket();
  const stream = isPipe
    ? new Socket({ fd: descriptor, readable: true, writable: false })
    : createReadStream('', { fd: descriptor, highWaterMark: CHUNK });
  addAbortSignal(signal, stream);
  const chunks: AsyncIterable<Uint8Array> = stream;
  yield* chunks;
}
