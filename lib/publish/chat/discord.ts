import type { AlertMessage, Mood } from '../messages/model';
import { plainText } from '../messages/parts';
import { jsonObject, judgeStatus } from './answers';
import type { Chat, ChatAnswer, Judgement, Limit } from './chat';
import { cut } from './cut';
import { jsonRequest } from './json-request';
import { type Markup, render } from './markup';
import { fit, outline, type Section } from './outline';

const EMBEDS = 'https://docs.discord.com/developers/resources/message#embed-object-embed-limits';
const LIMITS = {
  title: { value: 256, unit: 'characters', source: EMBEDS },
  description: { value: 4096, unit: 'characters', source: EMBEDS },
  message: { value: 6000, unit: 'characters', source: EMBEDS },
  rate: {
    value: 30,
    unit: 'messages per minute',
    source: 'seen by users; every answer says what is left in X-RateLimit headers',
  },
} as const satisfies Record<string, Limit>;

const COLORS: Readonly<Record<Mood, number>> = {
  error: 0xd92d20,
  warning: 0xf79009,
  ok: 0x12b76a,
  unknown: 0x98a2b3,
};

/** What begins or ends anything in Discord's markdown, mentions, timestamps, emoji and addresses among it. */
const ACTIVE = /[\\*_~`|<>[\]@]|:(?=\/\/|[a-z])|^[#+-]/gi;

/** Discord takes a backslash before any punctuation. Names stand in code, where nothing else is read. */
const MARKDOWN: Markup = {
  text: (text) => escape(text),
  name: (text) => `\`${text.replaceAll('`', 'ˋ')}\``,
  strong: (text) => `**${escape(text)}**`,
  link: (text, url) => `[${escape(text)}](${url})`,
};

export const discord: Chat = {
  kind: 'discord',
  title: 'Discord',
  limits: LIMITS,
  defaultUrl: null,
  payloads: (message) => [fit(message, build, isWithinLimits)],
  request: (payload, { url }) => {
    // Without it Discord answers before it knows whether the message can be stored.
    const waiting = new URL(url);
    waiting.searchParams.set('wait', 'true');
    return jsonRequest(waiting, payload);
  },
  judge,
};

function build(message: AlertMessage, shown: number) {
  return {
    // Whatever the text holds, nobody is called.
    allowed_mentions: { parse: [] },
    embeds: [
      {
        title: cut(escape(plainText(message.title)), LIMITS.title.value),
        description: outline(message, shown).map(sectionText).join('\n\n'),
        color: COLORS[message.mood],
        timestamp: message.at,
      },
    ],
  };
}

function sectionText({ heading, lines }: Section): string {
  const top = heading === null ? [] : [`**${escape(plainText(heading))}**`];
  return [...top, ...lines.map((line) => render(line, MARKDOWN))].join('\n');
}

function isWithinLimits({ embeds }: ReturnType<typeof build>): boolean {
  return embeds.every(
    ({ title, description }) =>
      description.length <= LIMITS.description.value &&
      title.length + description.length <= LIMITS.message.value,
  );
}

/** A 429 says in its body how long to wait, in seconds with decimals (https://docs.discord.com/developers/topics/rate-limits). */
function judge(answer: ChatAnswer): Judgement {
  const judgement = judgeStatus(answer);
  const wait = answer.status === 429 ? jsonObject(answer.body)?.['retry_after'] : undefined;
  if (judgement.kind !== 'retry' || typeof wait !== 'number' || !(wait >= 0)) return judgement;
  return { ...judgement, afterSeconds: Math.max(wait, judgement.afterSeconds ?? 0) };
}

function escape(text: string): string {
  return text.replace(ACTIVE, (found) => `\\${found}`);
}
