import { CHAT_KINDS, type ChatKind } from '../../lib/config/alerting';
import { type DeliveryReport, handleMessage, handleNotice } from '../../lib/publish/alerts/alert';
import { StoreError } from '../../lib/publish/store';
import { ALARM, LATE_CHILDREN, noticeAt, ORDERS, unknownAt } from './notices';
import { type Fault, Receivers, SECRETS } from './receivers';
import { type Bench, benchOf, only } from './workbench';

let receivers: Receivers;
const outputs: string[] = [];

beforeEach(async () => {
  receivers = new Receivers();
  await receivers.start();
});
afterEach(() => receivers.stop());

/** Handles a notice and keeps what it says, for the test of secrets. */
async function handle(bench: Bench, notice = noticeAt(14, [ORDERS])): Promise<DeliveryReport> {
  const report = await handleNotice(notice, bench);
  outputs.push(JSON.stringify(report), bench.store.text());
  return report;
}

const results = (report: DeliveryReport) =>
  Object.fromEntries(report.chats.map(({ chat, result }) => [chat, result]));
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

describe('faults', () => {
  interface Expected {
    readonly result: 'posted' | 'failed';
    readonly attempts: number;
    readonly waits: number[];
    readonly reason?: RegExp;
  }
  const coded = (body: string): Fault => ({ status: 200, body });
  const trouble: Fault = { status: 500, body: 'oops' };
  test.each<[string, ChatKind, Fault[], Expected]>([
    ['500 twice', 'slack', [trouble, trouble], { result: 'posted', attempts: 3, waits: [1000, 2000] }],
    [
      '500 for ever',
      'slack',
      Array.from({ length: 9 }, () => trouble),
      {
        result: 'failed',
        attempts: 5,
        waits: [1000, 2000, 4000, 8000],
        reason: /^127\.0\.0\.1:\d+ answered 500: oops$/,
      },
    ],
    [
      '429 with Retry-After',
      'slack',
      [{ status: 429, headers: { 'retry-after': '7' } }],
      { result: 'posted', attempts: 2, waits: [7000] },
    ],
    [
      '429 that asks for more than there is',
      'slack',
      [{ status: 429, headers: { 'retry-after': '120' } }],
      { result: 'failed', attempts: 1, waits: [], reason: /answered 429$/ },
    ],
    ['429 without Retry-After', 'teams', [{ status: 429 }], { result: 'posted', attempts: 2, waits: [1000] }],
    ['a cut connection', 'webhook', ['cut'], { result: 'posted', attempts: 2, waits: [1000] }],
    [
      '400',
      'slack',
      [{ status: 400, body: 'invalid_blocks' }],
      { result: 'failed', attempts: 1, waits: [], reason: /answered 400: invalid_blocks$/ },
    ],
    [
      'a redirect',
      'webhook',
      [{ status: 307, headers: { location: '/slack/hook/elsewhere' } }],
      { result: 'failed', attempts: 1, waits: [], reason: /answered 307 \(redirects are not followed\)$/ },
    ],
    [
      'Discord: how long is in the body',
      'discord',
      [
        {
          status: 429,
          headers: { 'retry-after': '1' },
          body: '{"message":"You are being rate limited.","retry_after":1.5,"global":false}',
        },
      ],
      { result: 'posted', attempts: 2, waits: [1500] },
    ],
    [
      'Feishu: too often, in a 200',
      'feishu',
      [coded('{"code":11232,"msg":"frequency limited"}')],
      { result: 'posted', attempts: 2, waits: [2000] },
    ],
    [
      'Feishu: a wrong signature, in a 200',
      'feishu',
      [coded('{"code":19021,"msg":"sign match fail"}')],
      { result: 'failed', attempts: 1, waits: [], reason: /answered code 19021: sign match fail$/ },
    ],
    [
      'Feishu: no code',
      'feishu',
      [coded('<html>')],
      { result: 'failed', attempts: 1, waits: [], reason: /answered 200 without code: <html>$/ },
    ],
    [
      'DingTalk: throttled for longer than there is',
      'dingtalk',
      [coded('{"errcode":130101,"errmsg":"send too fast, exceed 20 times per minute"}')],
      { result: 'failed', attempts: 1, waits: [], reason: /errcode 130101/ },
    ],
    [
      'DingTalk: busy',
      'dingtalk',
      [coded('{"errcode":310000,"errmsg":"keywords not in content"}')],
      { result: 'failed', attempts: 1, waits: [], reason: /keywords not in content$/ },
    ],
    [
      'WeCom: too often',
      'wecom',
      [coded('{"errcode":45009,"errmsg":"api freq out of limit"}')],
      { result: 'failed', attempts: 1, waits: [], reason: /errcode 45009/ },
    ],
    [
      'an answer that repeats the secret',
      'wecom',
      [{ status: 403, body: `bad key ${SECRETS.wecom} \u001b[31m` }],
      { result: 'failed', attempts: 1, waits: [], reason: /answered 403: bad key \[hidden\] \\x1b\[31m$/ },
    ],
  ])('%s', async (_, kind, faults, { result, attempts, waits, reason = /^$/ }) => {
    const bench = only(benchOf(receivers), kind);
    receivers.fail(kind, ...faults);
    const [chat] = (await handle(bench)).chats;
    expect(chat).toMatchObject({ chat: kind, result, attempts });
    expect(chat?.reason ?? '').toMatch(reason);
    expect(bench.waits).toEqual(waits);
    expect(receivers.received).toHaveLength(result === 'posted' ? 1 : 0);
  });

  test('a chat that hangs is left alone in time, and holds up no other', async () => {
    const bench = only(benchOf(receivers, { lasts: 2200 }), 'slack', 'wecom');
    receivers.fail('slack', 'hang');
    const report = await handle(bench);
    expect(report.chats).toEqual([
      {
        chat: 'slack',
        result: 'failed',
        attempts: 1,
        reason: expect.stringMatching(/^127\.0\.0\.1:\d+ no answer within 0\.2 s$/),
      },
      { chat: 'wecom', result: 'posted', attempts: 1, reason: null },
    ]);
  });

  test('nobody is asked without time', async () => {
    const report = await handle(only(benchOf(receivers, { lasts: 1000 }), 'slack'));
    expect(report.chats).toMatchObject([
      { result: 'failed', attempts: 1, reason: expect.stringContaining('no time is left') },
    ]);
  });

  test('a certificate that nobody vouches for is refused', async () => {
    const other = new Receivers();
    const report = await handle(only(benchOf(receivers, { lasts: 4000, ca: other.ca }), 'slack'));
    expect(report.chats).toMatchObject([
      { result: 'failed', reason: expect.stringMatching(/the connection failed \([A-Z_]+\)$/) },
    ]);
    expect(receivers.received).toEqual([]);
  });

  test('a secret that cannot be read is told by its reference', async () => {
    const bench = only(benchOf(receivers), 'slack', 'feishu');
    const missing = {
      ...bench,
      config: {
        ...bench.config,
        chats: bench.config.chats.map((chat) => ({
          ...chat,
          secret: chat.secret && 'secretsmanager:test#nothing',
        })),
      },
    };
    expect((await handle(missing)).chats).toEqual([
      { chat: 'slack', result: 'posted', attempts: 1, reason: null },
      {
        chat: 'feishu',
        result: 'failed',
        attempts: 0,
        reason: 'secretsmanager:test#nothing: has no such key with a text',
      },
    ]);
  });

  test('an address that is not https is not posted to', async () => {
    const bench = only(benchOf(receivers), 'slack');
    const secrets = { resolve: () => Promise.resolve('http://127.0.0.1/hook') };
    expect((await handle({ ...bench, secrets })).chats).toMatchObject([
      { result: 'failed', attempts: 0, reason: 'ssm:/test/slack-url is no https address' },
    ]);
  });
});

describe('the store', () => {
  test('is written anew where another run was faster', async () => {
    const bench = only(benchOf(receivers), 'slack');
    let others = 3;
    bench.store.onPut = (key) => {
      if (others-- <= 0) return;
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
    bench.store.onPut = () => {
      if (++puts > 1) throw new StoreError('the bucket cannot be reached');
    };
    await expect(handleNotice(noticeAt(14, [ORDERS]), bench)).rejects.toThrow('the bucket cannot be reached');
    expect([receivers.count('slack'), receivers.count('wecom')]).toEqual([1, 1]);
  });

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

test('no report, no state and no reason of these tests holds a secret', () => {
  expect(outputs.length).toBeGreaterThan(40);
  const all = outputs.join('\n');
  for (const secret of Object.values(SECRETS)) {
    for (const piece of [
      secret,
      encodeURIComponent(secret),
      ...secret.split('/').filter((one) => one.includes('SECRET')),
    ])
      expect(all).not.toContain(piece);
  }
});
