import { closeSync, constants, fstatSync, openSync, read, readSync, type Stats } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { promisify } from 'node:util';
import { inodeTag } from './local-file';
import { type ListedObject, ObjectError } from './source';
import { readDescriptor } from './stream-reader';
import { reasonInWords, systemCode } from './system-errors';

const readAsync = promisify(read);
/** Bytes of one read. */
const CHUNK = 1 << 20;
/** So long, in milliseconds, files are read one after another before timers and signals get their turn. */
const TURN = 20;

let turnBegan = performance.now();

/**
 * The bytes of a file, to the size that it was listed with: a file exporter may go on writing to it.
 *
 * Small files are read by synchronous calls, which take 8 microseconds where asynchronous ones take 150 (files of
 * 20 kB); of large ones the next piece is read while the one before is at work.
 * @throws ObjectError gone, changed (shorter, replaced or written anew) or unreadable
 */
export async function* readLocal(object: ListedObject, signal: AbortSignal): AsyncGenerator<Uint8Array> {
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
    if (object.size <= CHUNK) yield* readSmall(file, object.size);
    else yield* readLarge(file, object.size, signal);
  } catch (error) {
    signal.throwIfAborted();
    throw error instanceof ObjectError ? error : unreadable(error);
  } finally {
    if (isOpen) closeSync(file);
  }
}

/** Without O_NONBLOCK, opening a pipe that was put in the file's place would wait for its writer. */
function openFile(name: string): number {
  try {
    return openSync(name, constants.O_RDONLY | constants.O_NONBLOCK);
  } catch (error) {
    if (systemCode(error) !== 'ENOENT') throw unreadable(error);
    throw new ObjectError('gone', 'the file was removed after it was listed', { cause: error });
  }
}

function checkUnchanged(object: ListedObject, stats: Stats): void {
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

function* readSmall(file: number, size: number): Generator<Uint8Array> {
  const buffer = Buffer.allocUnsafeSlow(size);
  for (let done = 0; done < size; ) {
    const count = readSync(file, buffer, done, size - done, null);
    if (count === 0) throw shortened(size, done);
    done += count;
  }
  if (size > 0) yield buffer;
}

async function* readLarge(file: number, size: number, signal: AbortSignal): AsyncGenerator<Uint8Array> {
  const readAt = (position: number) => {
    const length = Math.min(CHUNK, size - position);
    return readAsync(file, Buffer.allocUnsafeSlow(length), 0, length, position);
  };
  let ahead = readAt(0);
  try {
    for (let done = 0; done < size; ) {
      const { bytesRead, buffer } = await ahead;
      signal.throwIfAborted();
      if (bytesRead === 0) throw shortened(size, done);
      done += bytesRead;
      if (done < size) ahead = readAt(done);
      yield buffer.subarray(0, bytesRead);
    }
  } finally {
    // The file may not be closed under a read. An error of it was thrown above, or nobody wants its bytes any more.
    await ahead.catch(() => undefined);
  }
}

async function giveTurn(): Promise<void> {
  if (performance.now() - turnBegan < TURN) return;
  await setImmediate();
  turnBegan = performance.now();
}

function shortened(size: number, done: number): ObjectError {
  return new ObjectError('changed', `the file became shorter while it was read: ${done} of ${size} bytes`);
}

function unreadable(error: unknown): ObjectError {
  return new ObjectError('unreadable', reasonInWords(error), { cause: error });
}
