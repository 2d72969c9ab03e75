import { CHAT_KINDS, type ChatKind } from '../../lib/config/chat-kinds';
import { CHATS } from '../../lib/publish/chat';
import type { AlertMessage } from '../../lib/publish/messages/model';
import { LINES } from './lines';
import { sampleMessage, unknownMessage } from './sample';
import { picture } from './svg';

/** The pictures of docs/alerts.md by path: drawn from the payloads that the chats would get. */
export function alertPictures(): (readonly [path: string, svg: string])[] {
  return [
    ...CHAT_KINDS.map((kind) => drawn(kind, kind, sampleMessage('en'))),
    drawn('slack-unknown', 'slack', unknownMessage('en')),
    drawn('slack-zh', 'slack', sampleMessage('zh')),
    drawn('feishu-zh', 'feishu', sampleMessage('zh')),
  ];
}

function drawn(name: string, kind: ChatKind, message: AlertMessage): readonly [string, string] {
  const chat = CHATS[kind];
  const lines = chat.payloads(message).flatMap((payload) => LINES[kind](payload));
  return [`docs/alerts/${name}.svg`, picture(chat.title, message.mood, lines)];
}
