import type { AlertMessage, Mood } from '../messages/model';
import { plainText } from '../messages/parts';
import { type CodedAnswers, judgeCoded } from './answers';
import type { Chat, JsonObject, Limit } from './chat';
import { cut } from './cut';
import { jsonRequest, payloadBytes } from './json-request';
import { type Markup, render, widened } from './markup';
import { fit, outline, type Section } from './outline';
import { hmac } from './signature';

const GUIDE = 'https://open.dingtalk.com/document/robots/custom-robot-access';
const LIMITS = {
  request: { value: 20_000, unit: 'bytes', source: `${GUIDE} (20 KB; the smaller reading)` },
  title: { value: 100, unit: 'characters', source: 'our own: it is shown in the list of chats only' },
  rate: { value: 20, unit: 'messages per minute', source: `${GUIDE} (beyond it, none for 10 minutes)` },
} as const satisfies Record<string, Limit>;

const ICONS: Readonly<Record<Mood, string>> = { error: '🔴', warning: '🟠', ok: '🟢', unknown: '⚪' };

/** -1: busy; 130101 and 410100: too fast. A robot that was too fast is throttled for ten minutes. */
const ANSWERS: CodedAnswers = {
  codeField: 'errcode',
  messageField: 'errmsg',
  retryCodes: new Set([-1, 130_101, 410_100]),
  retryWords: /too fast|发送速度太快/i,
  retryAfter: 600,
};

/** Its markdown has no escapes: active characters become their wide forms. */
const MARKDOWN: Markup = {
  text: widened,
  name: (text) => `**${widened(text)}**`,
  strong: (text) => `**${widened(text)}**`,
  link: (text, url) => `[${widened(text)}](${url})`,
};

/** DingTalk: custom robots of a group, with markdown. */
export const dingtalk: Chat = {
  kind: 'dingtalk',
  title: 'DingTalk',
  limits: LIMITS,
  defaultUrl: null,
  payloads: (message) => [fit(message, build, (payload) => payloadBytes(payload) <= LIMITS.request.value)],
  request: (payload, { url, secret }, now) =>
    jsonRequest(secret === null ? url : signedUrl(url, secret, now), payload),
  judge: (answer) => judgeCoded(answer, ANSWERS),
};

/** The time in MILLISECONDS; the secret is the key, time and secret are signed. Both go into the query, encoded. */
function signedUrl(url: URL, secret: string, now: number): URL {
  const signed = new URL(url);
  signed.searchParams.set('timestamp', String(now));
  signed.searchParams.set('sign', hmac(secret, `${now}\n${secret}`, 'base64'));
  return signed;
}

function build(message: AlertMessage, shown: number): JsonObject {
  const title = `${ICONS[message.mood]} ${widened(plainText(message.title))}`;
  return {
    msgtype: 'markdown',
    markdown: {
      title: cut(title, LIMITS.title.value),
      text: [`#### ${title}`, ...outline(message, shown).map(sectionText)].join('\n\n---\n\n'),
    },
    at: { isAtAll: false },
  };
}

/** Lines need an empty one between them to be shown as such. */
function sectionText({ heading, lines }: Section): string {
  const top = heading === null ? [] : [`**${widened(plainText(heading))}**`];
  return [...top, ...lines.map((line) => render(line, MARKDOWN))].join('\n\n');
}
