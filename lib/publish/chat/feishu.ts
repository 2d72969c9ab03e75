import type { AlertMessage, Mood } from '../messages/model';
import { plainText } from '../messages/parts';
import { type CodedAnswers, judgeCoded } from './answers';
import type { Chat, JsonObject, Limit } from './chat';
import { jsonRequest, payloadBytes } from './json-request';
import { type Markup, render } from './markup';
import { fit, outline, type Section } from './outline';
import { hmac } from './signature';

const GUIDE = 'https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot';
const LIMITS = {
  request: { value: 20_480, unit: 'bytes', source: `${GUIDE} (20 KB)` },
  rate: { value: 100, unit: 'messages per minute', source: `${GUIDE} (and 5 a second)` },
} as const satisfies Record<string, Limit>;
/** The signature's two fields, which are added when it is sent. */
const SIGNATURE_BYTES = 120;

const COLORS: Readonly<Record<Mood, string>> = {
  error: 'red',
  warning: 'orange',
  ok: 'green',
  unknown: 'grey',
};

/** 11232: too often; 9499: too many requests; 2200: their own trouble. */
const ANSWERS: CodedAnswers = {
  codeField: 'code',
  messageField: 'msg',
  retryCodes: new Set([11232, 2200]),
  retryWords: /too many request|frequency limit/i,
  retryAfter: 2,
};

/** Everything that lark_md acts on, `<at id=all>` among it, as the character references that its guide asks for. */
const ACTIVE = /[&<>*_~`[\]|\\$@]|:(?=\/\/|[a-z])|^[#+!-]/gi;
const LARK_MD: Markup = {
  text: escape,
  name: (text) => `**${escape(text)}**`,
  strong: (text) => `**${escape(text)}**`,
  link: (text, url) => `[${escape(text)}](${url})`,
};

/** Feishu and Lark: custom bots of a group, with a card. */
export const feishu: Chat = {
  kind: 'feishu',
  title: 'Feishu / Lark',
  limits: LIMITS,
  defaultUrl: null,
  payloads: (message) => [
    fit(message, build, (payload) => payloadBytes(payload) <= LIMITS.request.value - SIGNATURE_BYTES),
  ],
  request: (payload, { url, secret }, now) =>
    jsonRequest(url, secret === null ? payload : { ...signature(secret, now), ...payload }),
  judge: (answer) => judgeCoded(answer, ANSWERS),
};

/** The time in SECONDS; the key is time and secret, and what is signed is EMPTY. Other chats do it the other way round. */
function signature(secret: string, now: number): JsonObject {
  const timestamp = String(Math.floor(now / 1000));
  return { timestamp, sign: hmac(`${timestamp}\n${secret}`, '', 'base64') };
}

function build(message: AlertMessage, shown: number): JsonObject {
  const sections = outline(message, shown).map(sectionText);
  return {
    msg_type: 'interactive',
    card: {
      config: { wide_screen_mode: true },
      header: {
        template: COLORS[message.mood],
        title: { tag: 'plain_text', content: plainText(message.title) },
      },
      elements: sections.flatMap((content, index) => [
        ...(index > 0 ? [{ tag: 'hr' }] : []),
        { tag: 'div', text: { tag: 'lark_md', content } },
      ]),
    },
  };
}

function sectionText({ heading, lines }: Section): string {
  const top = heading === null ? [] : [`**${escape(plainText(heading))}**`];
  return [...top, ...lines.map((line) => render(line, LARK_MD))].join('\n');
}

function escape(text: string): string {
  return text.replace(ACTIVE, (found) => `&#${found.charCodeAt(0)};`);
}
