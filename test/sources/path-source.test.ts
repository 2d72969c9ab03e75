import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:net';
import path from 'node:path';
import { openSource } from '../../lib/sources';
import { between, failureOf, listAll, put, readAll, temporaryFolder } from './collect';

const root = temporaryFolder();

function sourceOf(...parts: string[]) {
  return openSource({ kind: 'path', path: path.join(root, ...parts), partitionTimezone: 'UTC' });
}

async function namesOf(parts: string[], range: Parameters<typeof listAll>[1] = null) {
  const { objects, problems } = await listAll(sourceOf(...parts), range);
  return { names: objects.map(({ name }) => path.relative(root, name)), problems: problems.map(shown) };
}

function shown({
  object,
  offset,
  reason,
  message,
}: {
  object: string;
  offset: number | null;
  reason: string;
  message: string;
}) {
  return [path.relative(root, object), offset, reason, message];
}

describe('a folder', () => {
  test('is read with all below it, sorted, without what is hidden', async () => {
    for (const name of ['b/2', 'b/1', 'a', 'c/d/e', 'b.json', '.hidden', '.git/config', 'c/.tmp/x'])
      put(root, `plain/${name}`);
    expect(await namesOf(['plain'])).toEqual({
      names: ['a', 'b.json', 'b/1', 'b/2', 'c/d/e'].map((name) => `plain/${name}`),
      problems: [],
    });
  });

  test('tells size, time and partition of each file', async () => {
    put(root, 'keys/year=2026/month=11/day=05/hour=14/x', '12345', new Date('2026-11-05T15:00:00Z'));
    const { objects } = await listAll(sourceOf('keys'));
    expect(objects).toEqual([
      {
        name: path.join(root, 'keys/year=2026/month=11/day=05/hour=14/x'),
        size: 5,
        modified: Date.parse('2026-11-05T15:00:00Z'),
        etag: expect.stringMatching(/^\d+:\d+$/),
        partition: between('2026-11-05T14:00Z', '2026-11-05T15:00Z'),
      },
    ]);
  });

  test('of 2,500 files comes in pages of at most 1,000', async () => {
    for (let file = 0; file < 2500; file++) put(root, `many/${String(file).padStart(4, '0')}`, '');
    const { objects, pages } = await listAll(sourceOf('many'));
    expect(pages).toEqual([1000, 1000, 500]);
    expect(objects.map(({ name }) => path.basename(name))).toEqual(
      Array.from({ length: 2500 }, (_, file) => String(file).padStart(4, '0')),
    );
  });

  test('that is empty lists nothing', async () => {
    mkdirSync(path.join(root, 'empty'));
    expect(await namesOf(['empty'])).toEqual({ names: [], problems: [] });
  });
});

describe('a range of time', () => {
  const range = between('2026-11-05T13:58:00Z', '2026-11-05T14:02:00Z');

  test('selects by partition keys, also by those above the given folder', async () => {
    for (const minute of [
      'hour=13/minute=57',
      'hour=13/minute=58',
      'hour=14/minute=01',
      'hour=14/minute=02',
    ]) {
      put(root, `range/year=2026/month=11/day=05/${minute}/x`, 'x', new Date(0));
    }
    const names = ['hour=13/minute=58/x', 'hour=14/minute=01/x'].map(
      (name) => `range/year=2026/month=11/day=05/${name}`,
    );
    expect(await namesOf(['range'], range)).toEqual({ names, problems: [] });
    expect(await namesOf(['range/year=2026/month=11'], range)).toEqual({ names, problems: [] });
    expect(await namesOf(['range/year=2026/month=11/day=05/hour=14'], range)).toEqual({
      names: [names[1]],
      problems: [],
    });
    expect(await namesOf(['range/**/minute=*'], range)).toEqual({ names, problems: [] });
  });

  test('without keys selects files written to since its start, however late', async () => {
    put(root, 'dated/early', 'x', new Date(range.start - 1000));
    put(root, 'dated/start', 'x', new Date(range.start));
    put(root, 'dated/late', 'x', new Date(range.end + 86_400_000));
    expect(await namesOf(['dated'], range)).toEqual({ names: ['dated/late', 'dated/start'], problems: [] });
    expect(await namesOf(['dated/early'], range)).toEqual({ names: [], problems: [] });
  });
});

describe('links', () => {
  test('are followed, and loops are problems', async () => {
    put(root, 'links/real/a');
    put(root, 'outside/b');
    symlinkSync('..', path.join(root, 'links/real/up'));
    symlinkSync(path.join(root, 'links'), path.join(root, 'links/real/top'));
    symlinkSync('/', path.join(root, 'links/slash'));
    symlinkSync('../outside', path.join(root, 'links/side'));
    symlinkSync('real/a', path.join(root, 'links/file'));
    symlinkSync('itself', path.join(root, 'links/itself'));
    symlinkSync('nowhere', path.join(root, 'links/dangling'));
    expect(await namesOf(['links'])).toEqual({
      names: ['links/file', 'links/real/a', 'links/side/b'],
      problems: [
        ['links/dangling', null, 'unreadable', 'a link to what does not exist'],
        ['links/itself', null, 'link-loop', 'too many symbolic links encountered'],
        ['links/slash', null, 'link-loop', 'a link that leads back to a folder above it: skipped'],
        ['links/real/top', null, 'link-loop', 'a link that leads back to a folder above it: skipped'],
        ['links/real/up', null, 'link-loop', 'a link that leads back to a folder above it: skipped'],
      ],
    });
  });

  test('between two folders end where they meet again', async () => {
    put(root, 'cross/a/x');
    put(root, 'cross/b/y');
    symlinkSync('../b', path.join(root, 'cross/a/to-b'));
    symlinkSync('../a', path.join(root, 'cross/b/to-a'));
    const { names, problems } = await namesOf(['cross']);
    expect(names).toEqual(['cross/a/x', 'cross/a/to-b/y', 'cross/b/y', 'cross/b/to-a/x']);
    expect(problems.map(([object, , reason]) => [object, reason])).toEqual([
      ['cross/a/to-b/to-a', 'link-loop'],
      ['cross/b/to-a/to-b', 'link-loop'],
    ]);
  });
});

describe('what is no file', () => {
  test('pipes, sockets and devices in a folder are skipped, and nothing waits for them', async () => {
    put(root, 'pipes/a');
    execFileSync('mkfifo', [path.join(root, 'pipes/fifo')]);
    symlinkSync('/dev/zero', path.join(root, 'pipes/device'));
    const server = createServer().listen(path.join(root, 'pipes/socket'));
    await once(server, 'listening');
    expect(await namesOf(['pipes'])).toEqual({
      names: ['pipes/a'],
      problems: [
        ['pipes/device', null, 'unreadable', 'a device, not a file: skipped'],
        ['pipes/fifo', null, 'unreadable', 'a named pipe, not a file: skipped'],
        ['pipes/socket', null, 'unreadable', 'a socket, not a file: skipped'],
      ],
    });
    server.close();
  });

  test('a pipe that is put in a listed file’s place is not waited for', async () => {
    const file = put(root, 'swapped/a');
    const source = sourceOf('swapped');
    const { objects } = await listAll(source);
    rmSync(file);
    execFileSync('mkfifo', [file]);
    expect(await failureOf(readAll(source, objects[0]!))).toEqual({
      name: 'ObjectError',
      reason: 'changed',
      message: 'the file changed after it was listed: something else was put in its place',
    });
  });

  test('a pipe that is named itself is read to its end, as the shell’s <(command) is', async () => {
    const pipe = path.join(root, 'named');
    execFileSync('mkfifo', [pipe]);
    const source = sourceOf('named');
    const { objects } = await listAll(source);
    expect(objects).toEqual([{ name: pipe, size: null, modified: null, etag: null, partition: null }]);
    const written = once(spawn('sh', ['-c', `printf 'one two' > '${pipe}'`]), 'close');
    expect((await readAll(source, objects[0]!)).toString()).toBe('one two');
    await written;
  });

  test('waiting for the writer of a pipe can be given up', async () => {
    const pipe = path.join(root, 'waiting');
    execFileSync('mkfifo', [pipe]);
    const source = sourceOf('waiting');
    const { objects } = await listAll(source);
    const controller = new AbortController();
    const reading = readAll(source, objects[0]!, controller.signal);
    setImmediate(() => controller.abort(new Error('stop')));
    expect(await failureOf(reading)).toMatchObject({ message: 'stop' });
  });
});

describe('patterns', () => {
  beforeAll(() => {
    for (const name of [
      'a.json',
      'b.txt',
      'sub/c.json',
      'sub/deep/d.json',
      '.hidden/e.json',
      'odd/[x].json',
      'odd/x.json',
    ])
      put(root, `glob/${name}`);
    symlinkSync('..', path.join(root, 'glob/sub/up'));
  });

  test.each([
    ['*.json', ['a.json']],
    ['**/*.json', ['a.json', 'odd/[x].json', 'odd/x.json', 'sub/c.json', 'sub/deep/d.json']],
    ['{a,b}.*', ['a.json', 'b.txt']],
    ['s?b/*.json', ['sub/c.json']],
    ['[ab].json', ['a.json']],
    ['odd', ['odd/[x].json', 'odd/x.json']],
    ['od*', ['odd/[x].json', 'odd/x.json']],
    ['odd/[x].json', ['odd/[x].json']],
  ])('%s', async (pattern, expected) => {
    expect(await namesOf(['glob', pattern])).toEqual({
      names: expected.map((name) => `glob/${name}`),
      problems: [],
    });
  });

  test('a pattern that matches folders and what lies in them reads it once', async () => {
    const { names } = await namesOf(['glob/**']);
    expect(names).toEqual(
      ['a.json', 'b.txt', 'odd/[x].json', 'odd/x.json', 'sub/c.json', 'sub/deep/d.json'].map(
        (name) => `glob/${name}`,
      ),
    );
  });

  test('a folder that cannot be searched is a problem', async () => {
    put(root, 'closed/a/x.json');
    put(root, 'closed/b/y.json');
    chmodSync(path.join(root, 'closed/b'), 0);
    await asNobody(async () => {
      expect(await namesOf(['closed/*/*.json'])).toEqual({
        names: ['closed/a/x.json'],
        problems: [['closed/b', null, 'unreadable', 'the folder cannot be searched: permission denied']],
      });
      expect(await failureOf(listAll(sourceOf('closed/b*/*.json')))).toMatchObject({
        reason: 'access-denied',
        message: `${root}/closed/b*/*.json: nothing was found; ${root}/closed/b: the folder cannot be searched: permission denied`,
      });
      expect(await failureOf(listAll(sourceOf('closed/b/*.json')))).toMatchObject({
        reason: 'access-denied',
        message: `${root}/closed/b/*.json: permission denied`,
      });
    });
    chmodSync(path.join(root, 'closed/b'), 0o755);
  });
});

test('no folder is searched that a pattern cannot match', async () => {
  put(root, 'beside/open/a/x.json');
  put(root, 'beside/closed/y.json');
  chmodSync(path.join(root, 'beside/closed'), 0);
  await asNobody(async () => {
    expect(await namesOf(['beside/open/*/*.json'])).toEqual({
      names: ['beside/open/a/x.json'],
      problems: [],
    });
  });
  chmodSync(path.join(root, 'beside/closed'), 0o755);
});

describe('a source that is not there', () => {
  test.each([
    ['absent', 'not-found', 'absent: no such file or folder'],
    ['plain/a/b', 'not-found', 'plain/a/b: no such file or folder'],
    ['absent/*.json', 'not-found', 'absent/*.json: no file or folder matches this pattern'],
    ['links/itself', 'unreachable', 'links/itself: too many symbolic links encountered'],
  ])('%s', async (name, reason, message) => {
    expect(await failureOf(listAll(sourceOf(name)))).toEqual({
      name: 'SourceError',
      reason,
      message: path.join(root, message),
    });
  });
});

test('what may not be read', async () => {
  put(root, 'denied/open/a');
  put(root, 'denied/closed/b');
  chmodSync(put(root, 'denied/file'), 0);
  chmodSync(path.join(root, 'denied/closed'), 0);
  await asNobody(async () => {
    const source = sourceOf('denied');
    const { objects, problems } = await listAll(source);
    expect(objects.map(({ name }) => path.relative(root, name))).toEqual(['denied/file', 'denied/open/a']);
    expect(problems.map(shown)).toEqual([
      ['denied/closed', null, 'unreadable', 'the folder cannot be read: permission denied'],
    ]);
    expect(await failureOf(readAll(source, objects[0]!))).toEqual({
      name: 'ObjectError',
      reason: 'unreadable',
      message: 'permission denied',
    });
    expect(await failureOf(listAll(sourceOf('denied/closed')))).toEqual({
      name: 'SourceError',
      reason: 'access-denied',
      message: `${root}/denied/closed: permission denied`,
    });
    expect(await failureOf(listAll(sourceOf('denied/closed/b')))).toMatchObject({ reason: 'access-denied' });
  });
  chmodSync(path.join(root, 'denied/closed'), 0o755);
});

/** Root may read everything, whatever the permissions say: the work is done as a user who may not. */
async function asNobody(work: () => Promise<void>): Promise<void> {
  const NOBODY = 65_534;
  const isRoot = process.getuid?.() === 0;
  chmodSync(root, 0o755);
  if (isRoot) process.seteuid?.(NOBODY);
  try {
    await work();
  } finally {
    if (isRoot) process.seteuid?.(0);
  }
}
