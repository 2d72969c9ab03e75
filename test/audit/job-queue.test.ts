import { Inbox } from '../../lib/audit/inbox';
import { costOf, JobQueue } from '../../lib/audit/job-queue';
import { Lots } from '../../lib/audit/lots';
import type { ReadJob } from '../../lib/audit/read-job';

const KIB = 1024;
const MIB = 1024 * KIB;

function job(object: number, size: number | null): ReadJob {
  return {
    object,
    source: 0,
    listed: { name: `object-${object}`, size, modified: null, etag: null, partition: null },
  };
}

/** So many jobs of one size. */
const jobs = (count: number, size: number) => Array.from({ length: count }, (_, object) => job(object, size));
const numbers = (lot: readonly ReadJob[]) => lot.map(({ object }) => object);

describe('JobQueue', () => {
  test('an object costs its bytes and 32 KiB', () => {
    expect([costOf(job(0, 1000)), costOf(job(0, 0)), costOf(job(0, null))]).toEqual([33_768, 32_768, 32_768]);
  });

  test.each(['a.json.gz', 'b.ZST', 'c.zstd'])(
    'one that seems to be compressed costs twelve times its bytes: %s',
    (name) => {
      const named = { ...job(0, 1000), listed: { ...job(0, 1000).listed, name } };
      expect(costOf(named)).toBe(44_768);
    },
  );

  test('gives the largest first, and of equal ones the one that was listed first', () => {
    const queue = new JobQueue([job(0, 5), job(1, 9), job(2, null), job(3, 9)]);
    const order = [queue.next(), queue.next(), queue.next(), queue.next()];
    expect(order.map((it) => it?.object)).toEqual([1, 3, 0, 2]);
    expect(queue.isOver).toBe(true);
    expect(queue.next()).toBeUndefined();
  });

  test('one of two may have a sixteenth of what is left ahead, and 8 MiB at most', () => {
    const queue = new JobQueue(jobs(16, MIB - 32 * KIB));
    expect(queue.aheadFor(2)).toBe(MIB);
    for (let taken = 0; taken < 8; taken++) queue.next();
    expect(queue.aheadFor(2)).toBe(MIB / 2);
    expect(new JobQueue(jobs(1000, MIB)).aheadFor(2)).toBe(8 * MIB);
  });
});

describe('large objects of lines', () => {
  const cutting = { mayBeCut: ({ listed }: ReadJob) => (listed.size ?? 0) >= 20, partBytes: 10 };
  const placeOf = (it: ReadJob | undefined) => it && [it.object, it.lines?.from, it.lines?.to];
  const never = new AbortController().signal;

  test('are cut behind what was read of them, and their parts come first', () => {
    const queue = new JobQueue([job(0, 47), job(1, 30)], cutting);
    const first = queue.next()!;
    expect([queue.isOpen(first), queue.isOpen(job(1, 30))]).toEqual([true, false]);
    queue.cut(0, 'otlp-json', 20);
    expect(queue.isOpen(first)).toBe(false);
    expect([queue.next(), queue.next(), queue.next()].map(placeOf)).toEqual([
      [0, 20, 30],
      [0, 30, 40],
      [0, 40, 47],
    ]);
    expect(placeOf(queue.next())).toEqual([1, undefined, undefined]);
    expect(() => queue.cut(0, 'otlp-json', 20)).toThrow('object 0 is not to be cut');
  });

  test('are not over before it is known whether they are cut', () => {
    const queue = new JobQueue([job(0, 47), job(1, 19)], cutting);
    const [large, small] = [queue.next()!, queue.next()!];
    expect(queue.isOver).toBe(false);
    queue.done(small);
    expect(queue.isOver).toBe(false);
    queue.done(large);
    expect(queue.isOver).toBe(true);
  });

  test('one of which all was read when that is known has no parts', () => {
    const queue = new JobQueue([job(0, 20)], cutting);
    queue.next();
    queue.cut(0, 'otlp-json', 30);
    expect(queue.isOver).toBe(true);
  });

  test('a part costs its own bytes', () => {
    const lines = { format: 'otlp-json', from: 20, to: 30 };
    expect(costOf({ ...job(0, 1000), lines })).toBe(32_778);
    const queue = new JobQueue([job(0, 3 * MIB)], { mayBeCut: () => true, partBytes: MIB });
    queue.next();
    expect(queue.aheadFor(1)).toBe(0);
    queue.cut(0, 'otlp-json', MIB);
    expect(queue.aheadFor(1)).toBe((2 * (MIB + 32 * KIB)) / 8);
  });

  test('who waits is given the parts, or told that there are none', async () => {
    const queue = new JobQueue([job(0, 30)], cutting);
    const begun = await queue.take(never);
    let changes = 0;
    queue.onChange(() => changes++);
    const waiting = [queue.take(never), queue.take(never)];
    queue.cut(begun!.object, 'otlp-json', 10);
    expect((await Promise.all(waiting)).map(placeOf)).toEqual([
      [0, 10, 20],
      [0, 20, 30],
    ]);
    await expect(queue.take(never)).resolves.toBeUndefined();
    expect(changes).toBe(1);
  });

  test('an abort ends the waiting', async () => {
    const queue = new JobQueue([job(0, 30)], cutting);
    await queue.take(never);
    const controller = new AbortController();
    const waiting = queue.take(controller.signal);
    controller.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
  });
});

describe('Lots', () => {
  test('of large objects, as many as are read at the same time', () => {
    const queue = new JobQueue(jobs(16, 64 * MIB));
    const lots = new Lots(queue, 2, 2);
    expect(numbers(lots.next())).toEqual([0, 1]);
    expect(lots.next()).toEqual([]);
    lots.done(0);
    expect(numbers(lots.next())).toEqual([2]);
  });

  test('of small ones, more: they are given before the reader has none', () => {
    // 64 jobs of 32 KiB each: a sixteenth of them is four.
    const lots = new Lots(new JobQueue(jobs(64, 0)), 1, 2);
    expect(numbers(lots.next())).toEqual([0, 1, 2, 3]);
    lots.done(0);
    // 60 are left: half of a sixteenth is less than two, and there are three.
    expect(lots.next()).toEqual([]);
    lots.done(1);
    lots.done(2);
    expect(numbers(lots.next())).toEqual([4, 5, 6]);
    expect(lots.areOver).toBe(false);
  });

  test('parts of one object are told from one another', () => {
    const queue = new JobQueue([job(0, 64 * MIB)], { mayBeCut: () => true, partBytes: 16 * MIB });
    const lots = new Lots(queue, 2, 2);
    expect(numbers(lots.next())).toEqual([0]);
    queue.cut(0, 'otlp-json', 16 * MIB);
    expect(lots.next().map(({ lines }) => lines?.from)).toEqual([16 * MIB]);
    lots.done(0);
    expect(lots.next().map(({ lines }) => lines?.from)).toEqual([32 * MIB]);
    expect(lots.next()).toEqual([]);
    lots.done(0, 16 * MIB);
    expect(lots.next().map(({ lines }) => lines?.from)).toEqual([48 * MIB]);
    expect(lots.areOver).toBe(true);
  });

  test('are over when nobody has left any', () => {
    const queue = new JobQueue(jobs(2, MIB));
    const lots = new Lots(queue, 1, 2);
    expect(numbers(lots.next())).toEqual([0]);
    expect(queue.next()?.object).toBe(1);
    lots.done(0);
    expect(lots.next()).toEqual([]);
    expect(lots.areOver).toBe(true);
  });
});

describe('Inbox', () => {
  test('gives each job to one who asks, and ends for all of them', async () => {
    const inbox = new Inbox();
    const asked = [inbox.next(), inbox.next(), inbox.next()];
    inbox.add(jobs(2, 0));
    inbox.end();
    const given = await Promise.all(asked);
    expect(given.map((it) => it?.object)).toEqual([0, 1, undefined]);
    await expect(inbox.next()).resolves.toBeUndefined();
  });

  test('gives what it has before it ends', async () => {
    const inbox = new Inbox();
    inbox.add(jobs(1, 0));
    inbox.end();
    expect((await inbox.next())?.object).toBe(0);
    expect(await inbox.next()).toBeUndefined();
  });
});
