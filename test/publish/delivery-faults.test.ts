import type { ChatKind } from '../../lib/config/chat-kinds';
import { handlingIn } from './handling';
import { type Fault, Receivers, SECRETS } from './receivers';
import { benchOf, only } from './workbench';

let receivers: Receivers;
/** All that is said in these tests: reports, states, and what is written to the terminal. */
const outputs: string[] = [];
const handle = handlingIn(outputs);

beforeAll(() => {
  for (const stream of [process.stdout, process.stderr]) {
    const write = stream.write.bind(stream);
    jest.spyOn(stream, 'write').mockImplementation((text) => {
      outputs.push(String(text));
      return write(text);
    });
  }
});
afterAll(() => jest.restoreAllMocks());
beforeEach(async () => {
  receivers = new Receivers();
  await receivers.start();
});
afterEach(() => receivers.stop());

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

test('no report, no state and no reason of these tests holds a secret', () => {
  expect(outputs.length).toBeGreaterThan(30);
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
