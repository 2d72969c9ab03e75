import { CHAT_KINDS } from '../../lib/config/chat-kinds';
import { handleMessage, handleNotice } from '../../lib/publish/alerts/alert';
import { StoreError } from '../../lib/publish/store';
import { handlingIn, results } from './handling';
import { ALARM, LATE_CHILDREN, noticeAt, ORDERS, unknownAt } from './notices';
import { Receivers } from './receivers';
import { benchOf, only } from './workbench';

let receivers: Receivers;
const handle = handlingIn([]);

beforeEach(async () => {
  receivers = new Receivers();
  await receivers.start();
});
afterEach(() => receivers.stop());

const each = (result: string) => Object.fromEntries(CHAT_KINDS.map((kind) => [kind, result]));
const countOfEach = (number: number) => Object.fromEntries(CHAT_KINDS.map((kind) => [kind, number]));
const counts = () => Object.fromEntries(CHAT_KINDS.map((kind) => [kind, receivers.count(kind)]));

describe('every chat takes the message, signed and within its limits', () => {
  test('of a new finding', async () => {
    const report = await handle(benchOf(receivers));
    expect(report).toMatchObject({
      id: 'archive/14',
      kind: 'notice',
      environment: 'prod',
      source: 'archive',
      isIncomplete: false,
    });
    expect(results(report)).toEqual(each('posted'));
    expect(counts()).toEqual(countOfEach(1));
  });

  test('of an alarm, and when it is over', async () => {
    const bench = benchOf(receivers);
    expect(results(await handleMessage(JSON.stringify(ALARM), bench))).toEqual(each('posted'));
    const over = {
      ...ALARM,
      NewStateValue: 'OK',
      OldStateValue: 'ALARM',
      StateChangeTime: '2026-11-20T16:00:00.000+0000',
    };
    expect(results(await handleMessage(JSON.stringify(over), bench))).toEqual(each('posted'));
    expect(results(await handleMessage(JSON.stringify(over), bench))).toEqual(each('already'));
    const events = receivers.received.filter(({ kind }) => kind === 'pagerduty').map(({ body }) => body);
    expect(events.map((event) => [event['event_action'], event['dedup_key']])).toEqual([
      ['trigger', ALARM.AlarmArn],
      ['resolve', ALARM.AlarmArn],
    ]);
  });

  test('of nothing, where nothing has changed', async () => {
    const bench = benchOf(receivers);
    await handle(bench);
    const second = await handle(bench, noticeAt(15, [ORDERS]));
    expect(second).toMatchObject({ chats: [], isIncomplete: false });
    expect(results(await handle(bench, noticeAt(16, [])))).toEqual(each('posted'));
    expect((await handle(bench, noticeAt(17, []))).chats).toEqual([]);
    expect(counts()).toEqual(countOfEach(2));
  });

  test('PagerDuty: one incident for all findings, closed with the last', async () => {
    const bench = only(benchOf(receivers), 'pagerduty');
    await handle(bench, noticeAt(10, [ORDERS, LATE_CHILDREN]));
    await handle(bench, noticeAt(11, [ORDERS]));
    await handle(bench, unknownAt(12));
    await handle(bench, noticeAt(13, []));
    const events = receivers.received.map(
      ({ body }) => `${String(body['event_action'])} ${String(body['dedup_key'])}`,
    );
    expect(events).toEqual([
      'trigger tracewarden/prod/archive/findings',
      'trigger tracewarden/prod/archive/findings',
      'trigger tracewarden/prod/archive/audit',
      'resolve tracewarden/prod/archive/audit',
      'resolve tracewarden/prod/archive/findings',
    ]);
  });

  test('an audit by hand opens no incident', async () => {
    const report = await handle(
      benchOf(receivers),
      noticeAt(14, [ORDERS], { kind: 'incident', runId: 'by-hand' }),
    );
    expect(results(report)).toEqual({ ...each('posted'), pagerduty: 'silent' });
  });
});

describe('events that come again', () => {
  test('post nothing to a chat that has the message', async () => {
    const bench = benchOf(receivers);
    await handle(bench);
    expect(results(await handle(bench))).toEqual(each('already'));
    expect(counts()).toEqual(countOfEach(1));
  });

  test('post where it failed, and only there', async () => {
    const bench = benchOf(receivers);
    receivers.fail('slack', { status: 404, body: 'no_service' });
    const first = await handle(bench);
    expect(results(first)).toEqual({ ...each('posted'), slack: 'failed' });
    expect(first.isIncomplete).toBe(true);
    const second = await handle(bench);
    expect(results(second)).toEqual({ ...each('already'), slack: 'posted' });
    expect(second.isIncomplete).toBe(false);
    expect(counts()).toEqual(countOfEach(1));
  });

  test('even after later runs', async () => {
    const bench = only(benchOf(receivers), 'slack', 'wecom');
    receivers.fail('slack', { status: 404 });
    await handle(bench);
    await handle(bench, noticeAt(15, []));
    await handle(bench);
    const titles = receivers.received.filter(({ kind }) => kind === 'slack').map(({ body }) => body['text']);
    expect(titles).toEqual([
      '🟢 Resolved: lost spans at orders',
      '🔴 orders loses 4.2 % of spans (3.8-4.6 %), new since 14:00 UTC',
    ]);
    expect(receivers.count('wecom')).toBe(2);
  });

  test('at the same time post once', async () => {
    const bench = benchOf(receivers);
    const reports = await Promise.all([handle(bench), handle(bench), handle(bench)]);
    expect(counts()).toEqual(countOfEach(1));
    const posted = reports.filter((report) => report.chats.every(({ result }) => result === 'posted'));
    expect(posted).toHaveLength(1);
    // The others cannot know how it ends: they come again.
    expect(reports.filter(({ isIncomplete }) => isIncomplete)).toHaveLength(2);
    expect(results(await handle(bench))).toEqual(each('already'));
  });

  test('take over from a run that died, once its time is over', async () => {
    const bench = only(benchOf(receivers), 'slack');
    const dying = { ...bench, fetcher: { post: () => new Promise<never>(() => undefined) } };
    void handleNotice(noticeAt(14, [ORDERS]), dying);
    for (let turn = 0; turn < 100 && bench.store.objects.size === 0; turn++) await new Promise(setImmediate);
    expect(results(await handle(bench))).toEqual({ slack: 'busy' });
    bench.advance(65_001);
    expect(results(await handle({ ...bench, remainingTime: () => 60_000 }))).toEqual({ slack: 'posted' });
    expect(receivers.count('slack')).toBe(1);
  });
});

describe('the store', () => {
  test('is written anew where another run was faster', async () => {
    const bench = only(benchOf(receivers), 'slack');
    let others = 3;
    bench.store.before = async ({ method, key }) => {
      if (method === 'get' || others-- <= 0) return;
      const stored = bench.store.objects.get(key);
      const body =
        stored?.body ??
        Buffer.from('{"stateVersion":1,"lastWindow":null,"findings":[],"blind":{},"runs":[]}');
      bench.store.objects.set(key, { body, etag: `"other-${others}"` });
    };
    expect(results(await handle(bench))).toEqual({ slack: 'posted' });
    expect(receivers.count('slack')).toBe(1);
  });

  test('that fails fails the event, after every chat was tried', async () => {
    const bench = only(benchOf(receivers), 'slack', 'wecom');
    let puts = 0;
    bench.store.before = async ({ method }) => {
      if (method === 'put' && ++puts > 1) throw new StoreError('the bucket cannot be reached');
    };
    await expect(handleNotice(noticeAt(14, [ORDERS]), bench)).rejects.toThrow('the bucket cannot be reached');
    expect([receivers.count('slack'), receivers.count('wecom')]).toEqual([1, 1]);
  });

  test.each(
    ['before', 'after'].flatMap((when) => [1, 2, 3, 4, 5, 6].map((call): [string, number] => [when, call])),
  )(
    'that breaks off %s call %i loses no message, and posts again only what was not written down',
    async (when, call) => {
      const bench = only(benchOf(receivers), 'slack', 'wecom');
      let calls = 0;
      const breakOff = async () => {
        if (++calls === call) throw new StoreError('broken off');
      };
      if (when === 'before') bench.store.before = breakOff;
      else bench.store.after = breakOff;
      await expect(handleNotice(noticeAt(14, [ORDERS]), bench)).rejects.toThrow('broken off');
      bench.advance(65_001);
      const again = await handle({ ...bench, remainingTime: () => 60_000 });
      expect(again.isIncomplete).toBe(false);
      // The first two calls claim. Of the others, one reads and one writes down what a chat got.
      const isWritten = when === 'after' && (call === 4 || call === 6);
      const expected = call <= 2 || isWritten ? 2 : 3;
      expect(receivers.received).toHaveLength(expected);
    },
  );

  test('with something else in it is told, and nothing is posted', async () => {
    const bench = benchOf(receivers);
    await bench.store.put('state/alerts/prod/archive.json', Buffer.from('{"stateVersion":2}'), null);
    await expect(handleNotice(noticeAt(14, [ORDERS]), bench)).rejects.toThrow(
      'state/alerts/prod/archive.json is no state of alerts',
    );
    expect(receivers.received).toEqual([]);
  });
});

describe('messages of the topic', () => {
  test.each<[string, string, RegExp]>([
    ['no JSON', 'hello', /^the message is no JSON$/],
    ['something else', '{"a":1}', /^the message is not a notice of a run: noticeVersion: /],
    ['half an alarm', '{"AlarmName":"x"}', /^the message is not a CloudWatch alarm: AlarmArn: /],
    [
      'an alarm at no time',
      JSON.stringify({ ...ALARM, StateChangeTime: 'soon' }),
      /^the message is not a CloudWatch alarm: StateChangeTime: is no time$/,
    ],
  ])('%s is refused', async (_, message, reason) => {
    const handled = Promise.resolve().then(() => handleMessage(message, benchOf(receivers)));
    await expect(handled).rejects.toThrow(reason);
  });

  test('a notice as text', async () => {
    const report = await handleMessage(
      JSON.stringify(noticeAt(14, [ORDERS])),
      only(benchOf(receivers), 'slack'),
    );
    expect(results(report)).toEqual({ slack: 'posted' });
  });

  test('a new alarm that becomes fine is no news', async () => {
    const fine = { ...ALARM, NewStateValue: 'OK', OldStateValue: 'INSUFFICIENT_DATA' };
    expect((await handleMessage(JSON.stringify(fine), benchOf(receivers))).chats).toEqual([]);
  });
});
