import { closeSync, constants, fstatSync, openSync, readSync, type Stats } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { ObjectError } from './errors';
import { inodeTag } from './local-file';
import type { ListedObject } from './source';
import { readDescriptor } from './stream-reader';
import { reasonInWords, systemCode } from './system-errors';

/** Bytes of one read: few enough to stay in a processor's cache until they are decoded. */
const PIECE = 1 << 19;
/** Fresh memory costs more than what is read into it, so buffers are used again. */
const freeBuffers: Uint8Array[] = [];
/** So long, in milliseconds, files are read one after another before timers and signals get their turn. */
const TURN = 5;

let turnBegan = performance.now();

/**
 * The bytes of a file, to the size that it was listed with: a file exporter may go on writing to it.
 *
 * Files are read by synchronous calls, which take 8 microseconds where asynchronous ones take 150 (files of 20 kB);
 * the system reads ahead.
 * @param from bytes of the file that are left out
 * @throws ObjectError gone, changed (shorter, replaced or written anew) or unreadable
 */
export async function* readLocal(
  object: ListedObject,
  signal: AbortSignal,
  from = 0,
): AsyncGenerator<Uint8Array> {
  signal.throwIfAborted();
  await giveTurn();
  const file = openFile(object.name);
  let isOpen = true;
  try {
    const stats = fstatSync(file);
    if (object.size === null) {
      isOpen = false;
      yield* readDescriptor(file, stats, signal);
      return;
    }
    checkUnchanged(object, stats);
    yield* readPieces(file, from, object.size, signal);
  } catch (error) {
    signal.throwIfAborted();
    throw error instanceof ObjectError ? error : unreadable(error);
  } finally {
    if (isOpen) closeSync(file);
  }
}

/**
 * Opens a file for reading. Without O_NONBLOCK, opening a pipe that was put in its place would wait for the writer.
 * @throws ObjectError gone or unreadable
 */
export function openFile(name: string): number {
  try {
    return openSync(name, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw unreadable(error);
    throw new ObjectError('gone', 'the file was removed after it was listed', { cause: error });
  }
}

/** @throws ObjectError `changed` where a file is not the one that was listed */
export function checkUnchanged(object: ListedObject, stats: Stats): void {
  const change = changeOf(object, stats);
  if (change !== null) throw new ObjectError('changed', `the file changed after it was listed: ${change}`);
}

function changeOf(object: ListedObject, stats: Stats): string | null {
  const { size, etag, modified } = object;
  if (!stats.isFile() || etag !== inodeTag(stats)) return 'something else was put in its place';
  if (size !== null && stats.size < size) return `it had ${size} bytes and now has ${stats.size}`;
  if (stats.size === size && stats.mtimeMs !== modified) return 'it was written anew with the same size';
  return null;
}

/** Pieces of the file in two buffers by turns: a piece is good until the one after the next is asked for. */
async function* readPieces(
  file: number,
  from: number,
  size: number,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  const buffers = [takeBuffer(), takeBuffer()] as const;
  try {
    for (let done = from, turn = 0; done < size; turn ^= 1) {
      const buffer = buffers[turn === 0 ? 0 : 1];
      const count = fill(file, done, buffer, Math.min(PIECE, size - done));
      if (count === 0) throw shortened(size, done);
      done += count;
      yield buffer.subarray(0, count);
      await giveTurn();
      signal.throwIfAborted();
    }
  } finally {
    freeBuffers.push(...buffers);
  }
}

/** Reads until the wanted bytes are there or the file ends. */
function fill(file: number, position: number, buffer: Uint8Array, wanted: number): number {
  let filled = 0;
  while (filled < wanted) {
    const count = readSync(file, buffer, filled, wanted - filled, position + filled);
    if (count === 0) break;
    filled += count;
  }
  return filled;
}

function takeBuffer(): Uint8Array {
  return freeBuffers.pop() ?? Buffer.allocUnsafeSlow(PIECE);
}

async function giveTurn(): Promise<void> {
  if (performance.now() - turnBegan < TURN) return;
  await setImmediate();
  turnBegan = performance.now();
}

function shortened(size: number, done: number): ObjectError {
  return new ObjectError('changed', `the file became shorter while it was read: ${done} of ${size} bytes`);
}

/** A failure of the operating system. */
export function unreadable(error: unknown): ObjectError {
  return new ObjectError('unreadable', reasonInWords(error), { cause: error });
}
