import { readdir } from 'node:fs';
import { realpath } from 'node:fs/promises';
import path from 'node:path';
import { glob, isDynamicPattern } from 'tinyglobby';
import type { Problem } from '../model/problems';
import { reasonInWords, systemCode } from './system-errors';

/** Whether a path has wildcards (`*`, `?`, `[]`, `{}`). */
export function isGlob(text: string): boolean {
  return isDynamicPattern(text);
}

/** What a pattern was expanded to. */
export interface Matches {
  /** Files and folders, sorted. */
  readonly names: readonly string[];
  /** Folders that could not be searched. */
  readonly problems: readonly Problem[];
}

/**
 * Files and folders that match. Hidden ones and links to nothing are left out. What is reached by two ways (a link, or
 * a pattern that matches a folder and what lies in it) is there once, by the shorter.
 */
export async function matchesOf(pattern: string, signal: AbortSignal): Promise<Matches> {
  const problems: Problem[] = [];
  const { folder, rest } = splitPattern(pattern);
  const found = await glob(rest, {
    cwd: folder === '' ? '.' : folder,
    expandDirectories: false,
    onlyFiles: false,
    fs: { readdir: readdirNoting(problems) },
    signal,
  });
  const taken = new Map<string, string>();
  for (const name of found.map((match) => path.join(folder, match)).sort(byLength)) {
    const real = await realOf(name);
    if (![...foldersTo(real)].some((folder) => taken.has(folder))) taken.set(real, name);
  }
  return { names: [...taken.values()].sort(), problems };
}

/** A pattern as the folder that it certainly lies in and the rest, so that no other folder is searched. */
function splitPattern(pattern: string): { readonly folder: string; readonly rest: string } {
  const parts = pattern.split('/');
  const dynamic = parts.findIndex(
    (part) => part.includes('\\') || isDynamicPattern(part) || /[{}()[\]]/.test(part),
  );
  const fixed = parts.slice(0, dynamic).join('/');
  return { folder: pattern.startsWith('/') ? `${fixed}/` : fixed, rest: parts.slice(dynamic).join('/') };
}

/** The search passes over folders that it cannot read; here they are noted on the way. */
function readdirNoting(problems: Problem[]): typeof readdir {
  return new Proxy(readdir, {
    apply(target, self, args: unknown[]) {
      const callback = args.at(-1);
      const noting = (error: unknown, ...answer: unknown[]) => {
        // What is not there is no gap: a pattern may name folders that do not exist.
        if (error && systemCode(error) !== 'ENOENT') problems.push(unsearched(String(args[0]), error));
        if (typeof callback === 'function') Reflect.apply(callback, undefined, [error, ...answer]);
      };
      return Reflect.apply(target, self, [...args.slice(0, -1), noting]);
    },
  });
}

function unsearched(folder: string, error: unknown): Problem {
  const message = `the folder cannot be searched: ${reasonInWords(error)}`;
  return { object: path.resolve(folder), offset: null, reason: 'unreadable', message };
}

/** A path and the folders it lies in. */
function* foldersTo(real: string): Generator<string> {
  let current = real;
  yield current;
  while (path.dirname(current) !== current) {
    current = path.dirname(current);
    yield current;
  }
}

/** Where a match really lies; what was removed meanwhile stays, so that it is told of as a problem. */
async function realOf(name: string): Promise<string> {
  return realpath(name).catch(() => path.resolve(name));
}

function byLength(one: string, other: string): number {
  return one.length - other.length || (one < other ? -1 : 1);
}
