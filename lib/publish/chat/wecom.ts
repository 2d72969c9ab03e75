import type { AlertMessage, Mood } from '../messages/model';
import { plainText } from '../messages/parts';
import { type CodedAnswers, judgeCoded } from './answers';
import type { Chat, Limit } from './chat';
import { jsonRequest } from './json-request';
import { type Markup, render, widened } from './markup';
import { fit, outline, type Section } from './outline';

const GUIDE = 'https://developer.work.weixin.qq.com/document/path/91770';
const LIMITS = {
  content: { value: 4096, unit: 'bytes', source: GUIDE },
  rate: { value: 20, unit: 'messages per minute', source: GUIDE },
} as const satisfies Record<string, Limit>;

/** Its three colours: green, grey, orange-red. */
const COLORS: Readonly<Record<Mood, string>> = {
  error: 'warning',
  warning: 'warning',
  ok: 'info',
  unknown: 'comment',
};

/** 45009: too often; -1: busy. */
const ANSWERS: CodedAnswers = {
  codeField: 'errcode',
  messageField: 'errmsg',
  retryCodes: new Set([-1, 45_009]),
  retryWords: /freq out of limit/i,
  retryAfter: 60,
};

/** No escapes, and `<@userid>` calls people: active characters become their wide forms, in code as well. */
const MARKDOWN: Markup = {
  text: widened,
  name: (text) => `\`${widened(text)}\``,
  strong: (text) => `**${widened(text)}**`,
  link: (text, url) => `[${widened(text)}](${url})`,
};

/** WeCom (WeChat Work): robots of a group, with markdown. */
export const wecom: Chat = {
  kind: 'wecom',
  title: 'WeCom',
  limits: LIMITS,
  defaultUrl: null,
  payloads: (message) => [fit(message, build, isWithinLimits)],
  request: (payload, { url }) => jsonRequest(url, payload),
  judge: (answer) => judgeCoded(answer, ANSWERS),
};

function build(message: AlertMessage, shown: number) {
  const title = `**<font color="${COLORS[message.mood]}">${widened(plainText(message.title))}</font>**`;
  return {
    msgtype: 'markdown',
    markdown: { content: [title, ...outline(message, shown).map(sectionText)].join('\n\n') },
  };
}

function sectionText({ heading, lines }: Section): string {
  const top = heading === null ? [] : [`**${widened(plainText(heading))}**`];
  return [...top, ...lines.map((line) => `> ${render(line, MARKDOWN)}`)].join('\n');
}

function isWithinLimits({ markdown }: ReturnType<typeof build>): boolean {
  return Buffer.byteLength(markdown.content) <= LIMITS.content.value;
}
