import { mkdirSync, mkdtempSync, realpathSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Problem } from '../../lib/model/problems';
import type { Window } from '../../lib/model/window';
import type { ListedObject, Source } from '../../lib/sources/source';

/** All that a source lists. */
export interface Listed {
  readonly objects: readonly ListedObject[];
  readonly problems: readonly Problem[];
  /** Objects in each page. */
  readonly pages: readonly number[];
}

export async function listAll(source: Source, range: Window | null = null): Promise<Listed> {
  const objects: ListedObject[] = [];
  const problems: Problem[] = [];
  const pages: number[] = [];
  for await (const page of source.list(range, new AbortController().signal)) {
    objects.push(...page.objects);
    problems.push(...page.problems);
    pages.push(page.objects.length);
  }
  return { objects, problems, pages };
}

export async function readAll(
  source: Source,
  object: ListedObject,
  signal = new AbortController().signal,
): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  // A copy: the source may use the memory of a piece again.
  for await (const chunk of source.open(object, signal)) chunks.push(Uint8Array.from(chunk));
  return Buffer.concat(chunks);
}

/** What a promise fails with: its class, reason and message. */
export async function failureOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    return { name: error.name, reason: 'reason' in error ? error.reason : null, message: error.message };
  }
  throw new Error('it did not fail');
}

/** A new folder, removed when the tests of the file are done. */
export function temporaryFolder(): string {
  const folder = realpathSync(mkdtempSync(path.join(tmpdir(), 'tracewarden-')));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes a file and the folders above it. */
export function put(
  folder: string,
  name: string,
  content: string | Uint8Array = name,
  modified?: Date,
): string {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, content);
  if (modified) utimesSync(file, modified, modified);
  return file;
}

/** A window between two times in RFC 3339. */
export function between(start: string, end: string): Window {
  return { start: Date.parse(start), end: Date.parse(end) };
}
