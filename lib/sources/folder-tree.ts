import type { Dirent, Stats } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Problem, ProblemReason } from '../model/problems';
import { kindInWords, storedFile } from './local-file';
import { LocalParts } from './local-parts';
import { reasonInWords, systemCode } from './system-errors';
import type { Level, StoredObject, Tree } from './tree';

/** A folder of the file system. */
export interface LocalFolder {
  /** Absolute, with `/` between the parts: partition keys above the given path count as well. */
  readonly path: string;
  /** As shown to people: the path that was given, and what lies below it. */
  readonly name: string;
  /** Where it really lies, links resolved. */
  readonly real: string;
  /** Where the folders on the way to it really lie: a link to one of them is a loop. */
  readonly above: readonly string[];
}

const PAGE = 1000;
/** Calls to the operating system at a time. */
const BATCH = 64;

/** @throws as `realpath` does, where there is no such folder */
export async function localFolder(name: string): Promise<LocalFolder> {
  return { path: slashed(path.resolve(name)), name, real: await realpath(name), above: [] };
}

/** Folders and files in sorted order. Hidden ones (`.name`) are left out, links are followed. */
export const folderTree: Tree<LocalFolder> = { level: readLevel, read: readWhole, flat: null };

async function* readLevel(folder: LocalFolder, signal: AbortSignal): AsyncGenerator<Level<LocalFolder>> {
  signal.throwIfAborted();
  let all: Dirent[];
  try {
    all = await readdir(folder.name, { withFileTypes: true });
  } catch (error) {
    const problem = problemOf(
      folder.name,
      reasonOf(error),
      `the folder cannot be read: ${reasonInWords(error)}`,
    );
    yield { folders: [], objects: [], problems: [problem] };
    return;
  }
  const shown = all
    .filter(({ name }) => !name.startsWith('.'))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
  const folders: LocalFolder[] = [];
  for (let first = 0; first < shown.length; first += PAGE) {
    const objects: StoredObject[] = [];
    const problems: Problem[] = [];
    for (const entry of await readEntries(folder, shown.slice(first, first + PAGE), signal)) {
      if ('reason' in entry) problems.push(entry);
      else if ('real' in entry) folders.push(entry);
      else objects.push(entry);
    }
    yield { folders: [], objects, problems };
  }
  yield { folders, objects: [], problems: [] };
}

async function readWhole(object: StoredObject, signal: AbortSignal): Promise<Uint8Array> {
  const parts = new LocalParts({ ...object, partition: null }, signal);
  try {
    return await parts.read(0, parts.size);
  } finally {
    parts.close();
  }
}

type Entry = StoredObject | LocalFolder | Problem;

async function readEntries(
  folder: LocalFolder,
  shown: readonly Dirent[],
  signal: AbortSignal,
): Promise<Entry[]> {
  const entries: Entry[] = [];
  for (let first = 0; first < shown.length; first += BATCH) {
    signal.throwIfAborted();
    entries.push(
      ...(await Promise.all(shown.slice(first, first + BATCH).map((entry) => readEntry(folder, entry)))),
    );
  }
  return entries;
}

async function readEntry(folder: LocalFolder, entry: Dirent): Promise<Entry> {
  const name = path.join(folder.name, entry.name);
  try {
    if (entry.isDirectory()) return subfolder(folder, entry.name, path.join(folder.real, entry.name));
    const stats = await stat(name);
    if (stats.isDirectory()) return subfolder(folder, entry.name, await realpath(name));
    return fileOrProblem(name, stats);
  } catch (error) {
    return problemOf(name, reasonOf(error), whyNot(error, entry.isSymbolicLink()));
  }
}

/** A file, or that it is none: pipes, sockets and devices in a folder are not read, they might never end. */
function fileOrProblem(name: string, stats: Stats): StoredObject | Problem {
  if (stats.isFile()) return storedFile(name, stats);
  return problemOf(name, 'unreadable', `${kindInWords(stats)}, not a file: skipped`);
}

function subfolder(folder: LocalFolder, base: string, real: string): LocalFolder | Problem {
  const name = path.join(folder.name, base);
  const above = [...folder.above, folder.real];
  if (above.some((ancestor) => isWithin(ancestor, real))) {
    return problemOf(name, 'link-loop', 'a link that leads back to a folder above it: skipped');
  }
  return { path: `${folder.path}/${base}`, name, real, above };
}

function whyNot(error: unknown, isLink: boolean): string {
  if (systemCode(error) !== 'ENOENT') return reasonInWords(error);
  return isLink ? 'a link to what does not exist' : 'removed while the folder was listed';
}

/** Whether a path is a folder or lies somewhere in it; both real. */
function isWithin(inner: string, folder: string): boolean {
  return inner === folder || inner.startsWith(folder.endsWith(path.sep) ? folder : folder + path.sep);
}

function reasonOf(error: unknown): ProblemReason {
  return systemCode(error) === 'ELOOP' ? 'link-loop' : 'unreadable';
}

function problemOf(object: string, reason: ProblemReason, message: string): Problem {
  return { object, offset: null, reason, message };
}

/** A path with `/` between its parts. */
export function slashed(text: string): string {
  return path.sep === '/' ? text : text.replaceAll(path.sep, '/');
}
