import type { Language } from '../../config/chat-kinds';
import { textsOf } from './languages';
import type { AlertMessage } from './model';
import { fill, namePart } from './parts';

/** The message that shows that a chat is set up. @param at RFC 3339 */
export function testMessage(language: Language, environment: string, at: string): AlertMessage {
  const texts = textsOf(language);
  return {
    id: `test/${at}`,
    language,
    mood: 'ok',
    environment,
    source: 'test',
    at,
    title: fill(texts.title.test, {}),
    summary: [
      fill(texts.summary.place, {
        environment: namePart(environment),
        source: 'test',
        window: `${at.slice(0, 10)} ${at.slice(11, 16)} UTC`,
      }),
      fill(texts.notes.test, {}),
    ],
    findings: [],
    more: 0,
    notes: [],
    reportUrl: null,
    alarmUrl: null,
    // Opened and closed: PagerDuty takes it, and wakes nobody for longer than a moment.
    incidents: [
      { key: `tracewarden/${environment}/test`, action: 'open' },
      { key: `tracewarden/${environment}/test`, action: 'close' },
    ],
  };
}
