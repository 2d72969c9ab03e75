import { closeSync, fstatSync, readSync } from 'node:fs';
import { setImmediate } from 'node:timers/promises';
import { ObjectError } from './errors';
import { checkUnchanged, openFile, unreadable } from './local-reader';
import type { ListedObject, ObjectParts } from './source';

/** Any part of a file, by positional reads; the file is opened with the first. */
export class LocalParts implements ObjectParts {
  readonly size: number;
  private readonly object: ListedObject;
  private readonly signal: AbortSignal;
  private file: number | null = null;

  constructor(object: ListedObject, signal: AbortSignal) {
    this.object = object;
    this.size = object.size ?? 0;
    this.signal = signal;
  }

  async read(start: number, end: number, memory?: Uint8Array): Promise<Uint8Array> {
    // Timers and signals get their turn between two parts.
    await setImmediate();
    this.signal.throwIfAborted();
    const length = end - start;
    const isRoomy = memory !== undefined && memory.length >= length;
    const buffer = isRoomy ? memory.subarray(0, length) : Buffer.allocUnsafeSlow(length);
    try {
      const file = this.open();
      for (let done = 0; done < buffer.length; ) {
        const count = readSync(file, buffer, done, buffer.length - done, start + done);
        if (count === 0) throw new ObjectError('changed', 'the file became shorter while it was read');
        done += count;
      }
    } catch (error) {
      throw error instanceof ObjectError ? error : unreadable(error);
    }
    return buffer;
  }

  close(): void {
    if (this.file !== null) closeSync(this.file);
    this.file = null;
  }

  private open(): number {
    if (this.file !== null) return this.file;
    this.file = openFile(this.object.name);
    checkUnchanged(this.object, fstatSync(this.file));
    return this.file;
  }
}
