import { Inbox } from '../../lib/audit/inbox';
import { costOf, JobQueue } from '../../lib/audit/job-queue';
import { Lots } from '../../lib/audit/lots';
import type { ReadJob } from '../../lib/audit/messages';

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
  test('an object costs its bytes and 128 KiB', () => {
    expect([costOf(job(0, 1000)), costOf(job(0, 0)), costOf(job(0, null))]).toEqual([
      132_072, 131_072, 131_072,
    ]);
  });

  test('gives the largest first, and of equal ones the one that was listed first', () => {
    const queue = new JobQueue([job(0, 5), job(1, 9), job(2, null), job(3, 9)]);
    const order = [queue.next(), queue.next(), queue.next(), queue.next()];
    expect(order.map((it) => it?.object)).toEqual([1, 3, 0, 2]);
    expect(queue.isEmpty).toBe(true);
    expect(queue.next()).toBeUndefined();
  });

  test('one of two may have a sixteenth of what is left ahead, and 8 MiB at most', () => {
    const queue = new JobQueue(jobs(16, MIB - 128 * KIB));
    expect(queue.aheadFor(2)).toBe(MIB);
    for (let taken = 0; taken < 8; taken++) queue.next();
    expect(queue.aheadFor(2)).toBe(MIB / 2);
    expect(new JobQueue(jobs(1000, MIB)).aheadFor(2)).toBe(8 * MIB);
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
    // 64 jobs of 128 KiB each: a sixteenth of them is four.
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
