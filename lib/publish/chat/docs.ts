import { CHATS } from '.';
import type { Chat } from './chat';

/** docs/chats.md: each chat with its picture, and its limits with where they are told. */
export function chatsMarkdown(): string {
  return [
    '# Chats',
    '<!-- Made by `npm run docs` from lib/publish/chat. -->',
    'What a message looks like in each chat, drawn from the payload that the chat gets, and the limits that are kept. Too long messages are cut between findings, with "and 2 more" in their place. [Alerts](alerts.md) tells when messages are posted, and how to set a chat up.',
    ...Object.values(CHATS).map(section),
  ]
    .join('\n\n')
    .concat('\n');
}

function section({ kind, title, limits }: Chat): string {
  const rows = Object.entries(limits).map(
    ([name, { value, unit, source }]) =>
      `| ${name} | ${value.toLocaleString('en-US')} ${unit} | ${source.startsWith('https:') ? linked(source) : source} |`,
  );
  return [
    `## ${title}`,
    `![A message in ${title}](alerts/${kind}.svg)`,
    ['| Limit | Value | Source |', '| --- | --- | --- |', ...rows].join('\n'),
  ].join('\n\n');
}

function linked(source: string): string {
  return source.replace(/^\S+/, (address) => `<${address}>`);
}
