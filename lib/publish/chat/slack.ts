import type { AlertMessage, Mood } from '../messages/model';
import { plainText } from '../messages/parts';
import { judgeStatus } from './answers';
import type { Chat, Limit } from './chat';
import { cut } from './cut';
import { jsonRequest } from './json-request';
import { type Markup, render } from './markup';
import { fit, outline, type Section } from './outline';

const BLOCK_KIT = 'https://docs.slack.dev/reference/block-kit/blocks';
const LIMITS = {
  blocks: { value: 50, unit: 'blocks', source: BLOCK_KIT },
  header: { value: 150, unit: 'characters', source: `${BLOCK_KIT}/header-block` },
  section: { value: 3000, unit: 'characters', source: `${BLOCK_KIT}/section-block` },
  message: {
    value: 9500,
    unit: 'characters',
    source: 'measured by users: longer messages of blocks answer msg_too_long',
  },
  rate: { value: 60, unit: 'messages per minute', source: 'https://docs.slack.dev/apis/web-api/rate-limits' },
} as const satisfies Record<string, Limit>;

const ICONS: Readonly<Record<Mood, string>> = { error: '🔴', warning: '🟠', ok: '🟢', unknown: '⚪' };

/** Outside of code, these make text bold, struck through or code; underscores only at the ends of words. */
const LOOKALIKES: Readonly<Record<string, string>> = { '*': '∗', '~': '∼', '`': 'ˋ', _: '＿' };
const FORMATTING = /[*~`]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu;

/**
 * mrkdwn: `&`, `<` and `>` are escaped, so that neither `<!channel>` nor a link can come of a name
 * (https://docs.slack.dev/messaging/formatting-message-text). `verbatim` keeps Slack from making links, channels and
 * mentions of plain text by itself.
 */
const MRKDWN: Markup = {
  text: (text) => escape(text.replace(FORMATTING, (found) => LOOKALIKES[found] ?? found)),
  name: (text) => `\`${escape(text.replaceAll('`', 'ˋ'))}\``,
  strong: (text) => `*${MRKDWN.text(text)}*`,
  link: (text, url) => `<${escape(url)}|${MRKDWN.text(text).replaceAll('|', '∣')}>`,
};

export const slack: Chat = {
  kind: 'slack',
  title: 'Slack',
  limits: LIMITS,
  defaultUrl: null,
  payloads: (message) => [fit(message, build, isWithinLimits)],
  request: (payload, { url }) => jsonRequest(url, payload),
  judge: judgeStatus,
};

function build(message: AlertMessage, shown: number) {
  const title = `${ICONS[message.mood]} ${plainText(message.title)}`;
  return {
    // What notifications show.
    text: escape(title),
    blocks: [
      {
        type: 'header',
        text: { type: 'plain_text', text: cut(angular(title), LIMITS.header.value), emoji: false },
      },
      ...outline(message, shown).map((section) => ({
        type: 'section',
        text: { type: 'mrkdwn', text: sectionText(section), verbatim: true },
      })),
    ],
  };
}

function sectionText({ heading, lines }: Section): string {
  const top = heading === null ? [] : [`*${render(heading, HEADING)}*`];
  return [...top, ...lines.map((line) => render(line, MRKDWN))].join('\n');
}

/** Within bold text, code would end it. */
const HEADING: Markup = { ...MRKDWN, name: MRKDWN.text, strong: MRKDWN.text };

function isWithinLimits({ text, blocks }: ReturnType<typeof build>): boolean {
  const lengths = blocks.map((block) => block.text.text.length);
  const total = lengths.reduce((sum, length) => sum + length, text.length);
  return (
    blocks.length <= LIMITS.blocks.value &&
    Math.max(...lengths) <= LIMITS.section.value &&
    total <= LIMITS.message.value
  );
}

/** In plain text nothing is escaped; whether Slack would read it there is not said, so that no `<` is in it. */
function angular(text: string): string {
  return text.replaceAll('<', '‹').replaceAll('>', '›');
}

function escape(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
