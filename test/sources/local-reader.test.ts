import { randomBytes } from 'node:crypto';
import {
  appendFileSync,
  mkdirSync,
  readdirSync,
  readlinkSync,
  renameSync,
  rmSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { openSource } from '../../lib/sources';
import type { ListedObject } from '../../lib/sources/source';
import { failureOf, listAll, put, readAll, temporaryFolder } from './collect';

const root = temporaryFolder();
const MIB = 1 << 20;

async function listed(file: string) {
  const source = openSource({ kind: 'path', path: file, partitionTimezone: 'UTC' });
  const { objects } = await listAll(source);
  const object = objects[0];
  if (object === undefined) throw new Error('nothing listed');
  return { source, object };
}

test.each([0, 1, MIB - 1, MIB, MIB + 1, 5 * MIB + 17])('a file of %d bytes comes as it is', async (size) => {
  const content = randomBytes(size);
  const { source, object } = await listed(put(root, `whole-${size}`, content));
  expect((await readAll(source, object)).equals(content)).toBe(true);
});

test.each([0, 1, MIB - 1, MIB + 1, 3 * MIB])('from byte %d on', async (from) => {
  const content = randomBytes(2 * MIB);
  const { source, object } = await listed(put(root, `from-${from}`, content));
  const read: Uint8Array[] = [];
  for await (const chunk of source.openFrom!(object, from, new AbortController().signal))
    read.push(Buffer.from(chunk));
  expect(Buffer.concat(read).equals(content.subarray(from))).toBe(true);
});

test('a piece is good until the one after the next is asked for', async () => {
  const content = randomBytes(4 * MIB);
  const { source, object } = await listed(put(root, 'own', content));
  const buffers = new Set<ArrayBufferLike>();
  let last: Buffer = Buffer.alloc(0);
  let done = 0;
  for await (const chunk of source.open(object, new AbortController().signal)) {
    expect(last.equals(content.subarray(done - last.length, done))).toBe(true);
    last = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
    done += chunk.length;
    buffers.add(chunk.buffer);
  }
  expect(done).toBe(4 * MIB);
  expect(buffers.size).toBe(2);
});

test('a file that grows is read to the size it was listed with', async () => {
  const file = put(root, 'growing', 'one\n');
  const { source, object } = await listed(file);
  appendFileSync(file, 'two\n');
  expect((await readAll(source, object)).toString()).toBe('one\n');
});

describe('a file that changes between list and read', () => {
  const CHANGES: [what: string, change: (file: string) => void, reason: string, message: string][] = [
    ['removed', (file) => rmSync(file), 'gone', 'the file was removed after it was listed'],
    [
      'cut',
      (file) => truncateSync(file, 2),
      'changed',
      'the file changed after it was listed: it had 8 bytes and now has 2',
    ],
    [
      'replaced by a longer one',
      replace('other longer'),
      'changed',
      'the file changed after it was listed: something else was put in its place',
    ],
    [
      'written anew',
      rewrite,
      'changed',
      'the file changed after it was listed: it was written anew with the same size',
    ],
    [
      'made a folder',
      makeFolder,
      'changed',
      'the file changed after it was listed: something else was put in its place',
    ],
  ];
  test.each(CHANGES)('%s', async (what, change, reason, message) => {
    const file = put(root, `changing/${what}`, 'original', new Date('2026-11-05T12:00Z'));
    const { source, object } = await listed(file);
    change(file);
    expect(await failureOf(readAll(source, object))).toEqual({ name: 'ObjectError', reason, message });
  });
});

function replace(content: string) {
  return (file: string) => {
    writeFileSync(`${file}.new`, content);
    renameSync(`${file}.new`, file);
  };
}

function rewrite(file: string): void {
  writeFileSync(file, 'ORIGINAL');
  utimesSync(file, new Date('2026-11-05T12:01Z'), new Date('2026-11-05T12:01Z'));
}

function makeFolder(file: string): void {
  rmSync(file);
  mkdirSync(file);
}

test('a large file that is cut while it is read has changed', async () => {
  const file = put(root, 'shrinking', randomBytes(8 * MIB));
  const { source, object } = await listed(file);
  const read = async () => {
    for await (const chunk of source.open(object, new AbortController().signal)) {
      if (chunk.length > 0) truncateSync(file, 3 * MIB);
    }
  };
  expect(await failureOf(read())).toMatchObject({
    reason: 'changed',
    message: `the file became shorter while it was read: ${3 * MIB} of ${8 * MIB} bytes`,
  });
});

describe('an end before the end', () => {
  test('leaving the loop early closes the file', async () => {
    const { source, object } = await listed(put(root, 'left', randomBytes(8 * MIB)));
    for (let round = 0; round < 50; round++) {
      for await (const chunk of source.open(object, new AbortController().signal)) {
        if (chunk.length > 0) break;
      }
    }
    expect(openFilesUnder(root)).toEqual([]);
  });

  test('an abort ends reading with its reason', async () => {
    const { source, object } = await listed(put(root, 'aborted', randomBytes(8 * MIB)));
    const controller = new AbortController();
    expect(await failureOf(readUntilAbort(source.open(object, controller.signal), controller))).toMatchObject(
      { message: 'stop' },
    );
    expect(openFilesUnder(root)).toEqual([]);
  });
});

async function readUntilAbort(chunks: AsyncIterable<Uint8Array>, controller: AbortController): Promise<void> {
  for await (const chunk of chunks) if (chunk.length > 0) controller.abort(new Error('stop'));
}

/** Files of a folder that this process has open (Linux; elsewhere nothing is known of them). */
function openFilesUnder(folder: string): string[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc/self/fd').flatMap((descriptor) => {
    try {
      const target = readlinkSync(path.join('/proc/self/fd', descriptor));
      return target.startsWith(folder) ? [target] : [];
    } catch {
      // The descriptor that read the list itself is closed by now.
      return [];
    }
  });
}

test('a name that was never there is gone', async () => {
  const source = openSource({ kind: 'path', path: root, partitionTimezone: 'UTC' });
  const object: ListedObject = {
    name: path.join(root, 'never'),
    size: 1,
    modified: 0,
    etag: '',
    partition: null,
  };
  expect(await failureOf(readAll(source, object))).toMatchObject({ reason: 'gone' });
});
