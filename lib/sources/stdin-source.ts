import { fstatSync } from 'node:fs';
import { isatty } from 'node:tty';
import type { Window } from '../model/window';
import { ObjectError, SourceError } from './errors';
import { storedStream } from './local-file';
import type { ListedObject, Listing, Source, SourceSpec } from './source';
import { readDescriptor } from './stream-reader';
import { reasonInWords } from './system-errors';

const STDIN = 0;

/** Standard input: one object, `-`, which can be read once. */
export class StdinSource implements Source {
  readonly spec: SourceSpec = { kind: 'stdin' };
  readonly name = '(standard input)';

  async *list(_range: Window | null, signal: AbortSignal): AsyncGenerator<Listing> {
    signal.throwIfAborted();
    if (isatty(STDIN)) {
      throw new SourceError(
        'invalid',
        'standard input is a terminal: pipe the traces into it, or name a file',
      );
    }
    yield { objects: [{ ...storedStream('-'), partition: null }], problems: [] };
  }

  async *open(_object: ListedObject, signal: AbortSignal): AsyncGenerator<Uint8Array> {
    try {
      yield* readDescriptor(STDIN, fstatSync(STDIN), signal);
    } catch (error) {
      signal.throwIfAborted();
      throw new ObjectError('unreadable', reasonInWords(error), { cause: error });
    }
  }

  close(): void {}
}
