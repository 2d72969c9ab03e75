import type { Stats } from 'node:fs';
import { opendir, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Problem } from '../model/problems';
import type { Window } from '../model/window';
import { Descent } from './descent';
import { SourceError } from './errors';
import { folderTree, localFolder, slashed } from './folder-tree';
import { storedFile, storedStream } from './local-file';
import { LocalParts } from './local-parts';
import { readLocal } from './local-reader';
import { Selection } from './selection';
import type { ListedObject, Listing, ObjectParts, Source, SourceSpec } from './source';
import { reasonInWords, systemCode } from './system-errors';

/** A file, all files of a folder, or those that a pattern matches. */
export class PathSource implements Source {
  readonly spec: SourceSpec & { readonly kind: 'path' };
  readonly name: string;

  constructor(spec: SourceSpec & { readonly kind: 'path' }) {
    this.spec = spec;
    this.name = spec.path;
  }

  async *list(range: Window | null, signal: AbortSignal): AsyncGenerator<Listing> {
    const selection = new Selection(range, this.spec.partitionTimezone, 'last-written');
    const stats = await this.statOrNull();
    if (stats !== null) yield* listPath(this.name, stats, selection, signal);
    else yield* this.listMatches(selection, signal);
  }

  open(object: ListedObject, signal: AbortSignal): AsyncIterable<Uint8Array> {
    return readLocal(object, signal);
  }

  openFrom(object: ListedObject, from: number, signal: AbortSignal): AsyncIterable<Uint8Array> {
    return readLocal(object, signal, from);
  }

  parts(object: ListedObject, signal: AbortSignal): ObjectParts {
    return new LocalParts(object, signal);
  }

  close(): void {}

  /** What is there under this very name; null where nothing is, and it may be a pattern. */
  private async statOrNull(): Promise<Stats | null> {
    try {
      return await stat(this.name);
    } catch (error) {
      const isAbsent = systemCode(error) === 'ENOENT' || systemCode(error) === 'ENOTDIR';
      if (!isAbsent) throw sourceErrorOf(this.name, error);
      const { isGlob } = await import('./glob.js');
      if (isGlob(this.name)) return null;
      throw new SourceError('not-found', `${this.name}: no such file or folder`, { cause: error });
    }
  }

  private async *listMatches(selection: Selection, signal: AbortSignal): AsyncGenerator<Listing> {
    const { matchesOf } = await import('./glob.js');
    const { names, problems } = await matchesOf(this.name, signal);
    if (names.length === 0) throw noMatch(this.name, problems);
    if (problems.length > 0) yield { objects: [], problems };
    for (const name of names) {
      try {
        yield* listPath(name, await stat(name), selection, signal);
      } catch (error) {
        signal.throwIfAborted();
        const message = error instanceof SourceError ? error.message : reasonInWords(error);
        yield { objects: [], problems: [{ object: name, offset: null, reason: 'unreadable', message }] };
      }
    }
  }
}

async function* listPath(
  name: string,
  stats: Stats,
  selection: Selection,
  signal: AbortSignal,
): AsyncGenerator<Listing> {
  if (stats.isDirectory()) {
    await checkFolder(name);
    yield* new Descent(folderTree, selection, signal).list(await localFolder(name));
    return;
  }
  // A pipe that is named itself, such as the shell's `<(zcat traces.gz)`, is read like standard input.
  const object = stats.isFile() ? storedFile(name, stats) : storedStream(name);
  const folder = slashed(path.dirname(path.resolve(name)));
  const taken = selection.take(object, folder);
  if (taken !== null) yield { objects: [taken], problems: [] };
}

function noMatch(pattern: string, problems: readonly Problem[]): SourceError {
  const [first] = problems;
  if (first === undefined)
    return new SourceError('not-found', `${pattern}: no file or folder matches this pattern`);
  return new SourceError('access-denied', `${pattern}: nothing was found; ${first.object}: ${first.message}`);
}

/** A folder that was named itself and cannot be read is no gap in the source: the source is not there. */
async function checkFolder(name: string): Promise<void> {
  try {
    await (await opendir(name)).close();
  } catch (error) {
    throw sourceErrorOf(name, error);
  }
}

function sourceErrorOf(name: string, error: unknown): SourceError {
  const code = systemCode(error);
  const isDenied = code === 'EACCES' || code === 'EPERM';
  return new SourceError(isDenied ? 'access-denied' : 'unreachable', `${name}: ${reasonInWords(error)}`, {
    cause: error,
  });
}
