import * as fc from 'fast-check';
import { CHAT_KINDS, type ChatKind, LANGUAGES } from '../../lib/config/chat-kinds';
import { CHATS } from '../../lib/publish/chat';
import type { Json, JsonObject } from '../../lib/publish/chat/chat';
import type { Finding } from '../../lib/report/finding-model';
import { HOSTILE_NAMES } from '../report/samples';
import { lastMessage } from './messages';
import { CART_CALLS, noticeAt, ORDERS, UNHEARD } from './notices';

/** Names that try to call people, to be a link, to break out of a card, or of what is around them. */
const ATTACKS = [
  ...HOSTILE_NAMES,
  '<!channel>',
  '<!here|here> <@U123> <#C1>',
  '@everyone @here <@&1> <@123456>',
  '<at id=all></at>',
  '<at>Everyone</at>',
  '<@all> @all',
  '[click](https://evil.example)',
  '![x](https://evil.example/x.png)',
  '<https://evil.example|orders>',
  'https://evil.example www.evil.example',
  '"},{"type":"image","image_url":"https://evil.example',
  '","msteams":{"entities":[]},"x":"',
  '`*_~|>#\\',
  '``` code ```',
  '**bold** __under__ ~~gone~~ ||spoiler||',
  '# heading',
  '<font color="info">fine</font>',
  '{{DATE(2026-01-01)}} ${x} @{triggerBody()}',
  '\n\n> quote\n- item',
  ':rotating_light: &lt;!channel&gt; &#60;at&#62;',
  '$(id) %0a %3Cat%3E',
  'x'.repeat(5000),
  '漢'.repeat(5000),
];

const name = fc.oneof(
  fc.constantFrom(...ATTACKS),
  fc.string({ unit: 'binary', maxLength: 80 }),
  fc.string({ maxLength: 300 }),
);

/** A finding whose every text is somebody else's. */
const hostileFinding = fc
  .record({
    base: fc.constantFrom(ORDERS, CART_CALLS, UNHEARD),
    texts: fc.array(name, { minLength: 6, maxLength: 6 }),
  })
  .map(
    ({ base, texts: [service = '', from = '', to = '', blamed = '', id = '', said = ''] }): Finding => ({
      ...base,
      service,
      edge: base.edge === null ? null : { from, to },
      blame: { service: blamed, basis: 'inferred' },
      title: said,
      remedy: said,
      examples: [{ traceId: id, spanId: id }],
    }),
  );

const payloadsOf = (
  kind: ChatKind,
  findings: readonly Finding[],
  problems: readonly string[],
  language: 'en' | 'zh',
) => CHATS[kind].payloads(lastMessage([noticeAt(14, findings, { problems: [...problems] })], { language }));

/** The payload with every text replaced: what is left is its structure. */
function shapeOf(value: Json | undefined): Json {
  if (typeof value === 'string') return '';
  if (typeof value !== 'object' || value === null) return value ?? null;
  if (Array.isArray(value)) return value.map(shapeOf);
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shapeOf(inner)]));
}

/** Every key of the payload. */
function keysIn(value: Json | undefined): string[] {
  if (typeof value !== 'object' || value === null) return [];
  if (Array.isArray(value)) return value.flatMap(keysIn);
  return Object.entries(value).flatMap(([key, inner]) => [key, ...keysIn(inner)]);
}

/** Every text of the payload. */
function textsIn(value: Json | undefined): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : [];
}

/** What a chat would act on; where it stands in code, that is all the same. */
const ACTIVE: Readonly<Record<ChatKind, (payload: JsonObject) => string[]>> = {
  // Every `<` of ours begins a link to our hosts.
  slack: (payload) =>
    textsIn(payload).flatMap(
      (text) =>
        text
          .replaceAll(/<https:\/\/(?:grafana|reports)\.example\.org\/[^<>|]*\|[^<>|]*>/g, '')
          .match(/[<>]/g) ?? [],
    ),
  teams: (payload) => textsIn(payload).flatMap((text) => text.match(/\{\{|\$\{|@\{/g) ?? []),
  discord: (payload) =>
    textsIn(payload)
      .filter((text) => !/^\d{4}-\d\d-\d\dT/.test(text))
      .flatMap(
        (text) =>
          withoutOurLinks(text)
            // From left to right: after a backslash a backtick begins no code.
            .replaceAll(/\\.|`[^`\n]*`|\*\*/g, '')
            .match(/[*_~`|<>[\]@]|:\/\//g) ?? [],
      ),
  feishu: (payload) =>
    textsIn(elementsOf(payload))
      .filter((text) => text !== 'lark_md')
      .flatMap(
        (text) =>
          withoutOurLinks(text)
            .replaceAll(/&#\d+;/g, '')
            .replaceAll('**', '')
            .match(/[&<>*_~`[\]|]|:\/\//g) ?? [],
      ),
  dingtalk: (payload) =>
    textsIn(payload).flatMap(
      (text) =>
        withoutOurLinks(text)
          .replaceAll('**', '')
          .replace(/^#### /, '')
          .match(/[*`<>[\]~|#!@\\]|:\/\//g) ?? [],
    ),
  wecom: (payload) =>
    textsIn(payload).flatMap(
      (text) =>
        withoutOurLinks(text)
          .replaceAll('**', '')
          .replace(/^<font color="warning">(.*)<\/font>$/m, '$1')
          .replaceAll(/^> /gm, '')
          .replaceAll(/`[^`\n]*`/g, (code) => code.slice(1, -1))
          .match(/[*`<>[\]~|#!@\\]|:\/\//g) ?? [],
    ),
  pagerduty: () => [],
  webhook: () => [],
};

function elementsOf(payload: JsonObject): Json {
  const card = payload['card'];
  return typeof card === 'object' && card !== null && 'elements' in card ? card.elements : null;
}

function withoutOurLinks(text: string): string {
  return text.replaceAll(/\[[^[\]]*\]\(https:\/\/(?:grafana|reports)\.example\.org\/[^()\s]*\)/g, '');
}

const LIMITS: Readonly<Record<ChatKind, (payload: JsonObject) => boolean>> = {
  slack: (payload) =>
    textsIn(payload).every((text) => text.length <= 3000) && textsIn(payload).join('').length <= 9600,
  teams: (payload) => Buffer.byteLength(JSON.stringify(payload)) <= 21_504,
  discord: (payload) =>
    textsIn(payload).every((text) => text.length <= 4096) && textsIn(payload).join('').length <= 6100,
  feishu: (payload) => Buffer.byteLength(JSON.stringify(payload)) <= 20_480 - 120,
  dingtalk: (payload) => Buffer.byteLength(JSON.stringify(payload)) <= 20_000,
  wecom: (payload) => textsIn(payload).every((text) => Buffer.byteLength(text) <= 4096),
  pagerduty: (payload) => Buffer.byteLength(JSON.stringify(payload)) <= 512_000,
  webhook: (payload) => Buffer.byteLength(JSON.stringify(payload)) <= 262_144,
};

/** Whether a payload calls somebody, as each chat's documentation says one is called. */
const CALLS: Readonly<Record<ChatKind, (payload: JsonObject) => boolean>> = {
  slack: (payload) => textsIn(payload).some((text) => /<[!@#]/.test(text)),
  teams: (payload) =>
    keysIn(payload).includes('entities') || textsIn(payload).some((text) => /<\/?at\b/i.test(text)),
  discord: (payload) =>
    JSON.stringify(payload['allowed_mentions']) !== '{"parse":[]}' || 'content' in payload,
  feishu: (payload) => textsIn(elementsOf(payload)).some((text) => text.includes('<')),
  dingtalk: (payload) => JSON.stringify(payload['at']) !== '{"isAtAll":false}',
  wecom: (payload) =>
    textsIn(payload).some((text) => text.includes('<@')) || /mentioned/.test(Object.keys(payload).join()),
  pagerduty: (payload) => payload['event_action'] !== 'trigger',
  webhook: () => false,
};

const HIDDEN = /[\p{Cc}\p{Cf}\p{Co}\p{Cs}\u2028\u2029]/u;

describe.each(CHAT_KINDS)('%s', (kind) => {
  const case_ = fc.record({
    findings: fc.uniqueArray(hostileFinding, {
      minLength: 1,
      maxLength: 5,
      selector: ({ service }) => service,
    }),
    problems: fc.array(name, { maxLength: 3 }),
    language: fc.constantFrom(...LANGUAGES),
  });

  test('whatever names hold stays text, within the limits', () => {
    fc.assert(
      fc.property(case_, ({ findings, problems, language }) => {
        for (const payload of payloadsOf(kind, findings, problems, language)) {
          expect(LIMITS[kind](payload)).toBe(true);
          expect(ACTIVE[kind](payload)).toEqual([]);
          if (kind === 'webhook') return;
          for (const text of textsIn(payload)) expect(text.replaceAll('\n', '')).not.toMatch(HIDDEN);
        }
      }),
      { numRuns: 100 },
    );
  });

  test('no name changes the structure', () => {
    const plain = { ...UNHEARD, service: 'a', examples: [] };
    fc.assert(
      fc.property(name, name, fc.constantFrom(...LANGUAGES), (service, said, language) => {
        const hostile = {
          ...plain,
          service,
          title: said,
          remedy: said,
          blame: { service: said, basis: 'own' as const },
        };
        const calm = { ...plain, blame: { service: 'b', basis: 'own' as const } };
        const shapes = [hostile, calm].map((finding) =>
          payloadsOf(kind, [finding], [], language).map(shapeOf),
        );
        expect(shapes[0]).toEqual(shapes[1]);
      }),
      { numRuns: 100 },
    );
  });

  test('nobody is called, by any name', () => {
    for (const attack of ATTACKS) {
      const hostile = {
        ...UNHEARD,
        service: attack,
        title: attack,
        blame: { service: attack, basis: 'own' as const },
      };
      for (const payload of payloadsOf(kind, [hostile], [attack], 'en'))
        expect(CALLS[kind](payload)).toBe(false);
    }
  });
});

test('what is too long is cut between findings, and the rest is counted', () => {
  const long = (service: string): Finding => ({
    ...UNHEARD,
    service,
    remedy: '长'.repeat(240),
    title: '长'.repeat(200),
  });
  const message = lastMessage([noticeAt(14, ['a', 'b', 'c', 'd'].map(long))]);
  const [payload] = CHATS.wecom.payloads(message);
  const content = textsIn(payload).at(-1) ?? '';
  expect(content.match(/What to do/g)).toHaveLength(2);
  expect(content).toContain('> and 2 more\n');
  expect(content.endsWith('.md)')).toBe(true);
});
