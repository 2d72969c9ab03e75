import { CHAT_KINDS, LANGUAGES } from '../../lib/config/chat-kinds';
import { CHATS } from '../../lib/publish/chat';
import { expectJson } from './expected';
import { sampleMessages } from './messages';

describe.each(LANGUAGES)('messages in %s', (language) => {
  const messages = Object.entries(sampleMessages(language));

  test.each(CHAT_KINDS)('%s', (kind) => {
    const payloads = Object.fromEntries(
      messages.map(([name, message]) => [name, CHATS[kind].payloads(message)]),
    );
    expectJson(`${kind}.${language}.json`, payloads);
  });
});
