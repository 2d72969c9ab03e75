import { createHash } from 'node:crypto';
import { shownName } from '../../report/untrusted';
import type { AlertMessage, Incident, Mood } from '../messages/model';
import { plainText } from '../messages/parts';
import { judgeStatus } from './answers';
import type { Chat, JsonObject, Limit } from './chat';
import { cut } from './cut';
import { jsonRequest, payloadBytes } from './json-request';
import { fit, linksOf, outline } from './outline';

const GUIDE = 'https://developer.pagerduty.com/docs/events-api-v2-overview';
const LIMITS = {
  summary: { value: 1024, unit: 'characters', source: GUIDE },
  dedupKey: { value: 255, unit: 'characters', source: GUIDE },
  event: { value: 512_000, unit: 'bytes', source: GUIDE },
  rate: { value: 120, unit: 'messages per minute', source: GUIDE },
} as const satisfies Record<string, Limit>;

const SEVERITIES: Readonly<Record<Mood, string>> = {
  error: 'error',
  warning: 'warning',
  ok: 'info',
  unknown: 'warning',
};

/**
 * PagerDuty, Events API v2: one incident for the findings of a source and one for an audit that sees nothing, each
 * opened, added to and closed under the same key. What opens nothing (an audit by hand) is not sent.
 */
export const pagerduty: Chat = {
  kind: 'pagerduty',
  title: 'PagerDuty',
  limits: LIMITS,
  defaultUrl: 'https://events.pagerduty.com/v2/enqueue',
  payloads: (message) => message.incidents.map((incident) => eventOf(message, incident)),
  request: (payload, { url, secret }) => jsonRequest(url, { ...payload, routing_key: secret }),
  judge: judgeStatus,
};

function eventOf(message: AlertMessage, { key, action }: Incident): JsonObject {
  const dedupKey = dedupKeyOf(key);
  if (action === 'close') return { event_action: 'resolve', dedup_key: dedupKey };
  return fit(
    message,
    (shortened, shown) => trigger(shortened, shown, dedupKey),
    (payload) => payloadBytes(payload) <= LIMITS.event.value,
  );
}

function trigger(message: AlertMessage, shown: number, dedupKey: string): JsonObject {
  const links = allLinks(message, shown);
  // Links stand in a list of their own here: text would only name them.
  const said = { ...message, reportUrl: null, alarmUrl: null };
  return {
    event_action: 'trigger',
    dedup_key: dedupKey,
    client: 'tracewarden',
    payload: {
      summary: cut(plainText(message.title), LIMITS.summary.value),
      source: shownName(`${message.environment}/${message.source}`),
      severity: SEVERITIES[message.mood],
      timestamp: message.at,
      component: shownName(message.source),
      group: shownName(message.environment),
      class: 'trace-integrity',
      custom_details: {
        text: outline(said, shown).flatMap(({ heading, lines }) =>
          [...(heading === null ? [] : [heading]), ...lines].map(plainText),
        ),
      },
    },
    ...(links.length > 0 && { links }),
  };
}

/** Each address once: findings often share their example traces. */
function allLinks(message: AlertMessage, shown: number): JsonObject[] {
  const parts = message.findings.slice(0, shown).flatMap(({ lines }) => lines.flat());
  const links = [...parts.filter((part) => part.kind === 'link'), ...linksOf(message)];
  return Array.from(new Map(links.map(({ url, text }) => [url, text])), ([href, text]) => ({ href, text }));
}

/** A key that is too long keeps its beginning; its hash tells it apart. */
function dedupKeyOf(key: string): string {
  if (key.length <= LIMITS.dedupKey.value) return key;
  const hash = createHash('sha256').update(key).digest('hex').slice(0, 32);
  return `${key.slice(0, LIMITS.dedupKey.value - hash.length - 1).toWellFormed()}-${hash}`;
}
