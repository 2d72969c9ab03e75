import type { AlertMessage, FindingData } from '../messages/model';
import { plainText } from '../messages/parts';
import { judgeStatus } from './answers';
import type { Chat, JsonObject, Limit } from './chat';
import { jsonRequest, payloadBytes } from './json-request';
import { fit } from './outline';
import { hmac } from './signature';

const LIMITS = {
  body: { value: 262_144, unit: 'bytes', source: 'our own: what most receivers take' },
} as const satisfies Record<string, Limit>;

/** Raised when a field is removed or changes its meaning; added fields do not raise it. */
const PAYLOAD_VERSION = 1;

/**
 * Any receiver that speaks https: the message as data and as text. The header X-Tracewarden-Signature is `v1=` and the
 * HMAC-SHA256, in hex, of the header X-Tracewarden-Timestamp (seconds), a dot and the body. Who receives it compares in
 * constant time, and refuses times that are more than five minutes off; X-Tracewarden-Delivery is the same when a
 * message comes again.
 */
export const webhook: Chat = {
  kind: 'webhook',
  title: 'Webhook',
  limits: LIMITS,
  defaultUrl: null,
  payloads: (message) => [fit(message, build, (payload) => payloadBytes(payload) <= LIMITS.body.value)],
  request: (payload, { url, secret }, now) => {
    const request = jsonRequest(url, payload);
    const timestamp = String(Math.floor(now / 1000));
    const signature = hmac(secret ?? '', `${timestamp}.${request.body}`, 'hex');
    return {
      ...request,
      headers: {
        ...request.headers,
        'x-tracewarden-timestamp': timestamp,
        'x-tracewarden-signature': `v1=${signature}`,
        // Whatever an ID holds, it cannot end the header.
        'x-tracewarden-delivery': encodeURIComponent(typeof payload['id'] === 'string' ? payload['id'] : ''),
      },
    };
  },
  judge: judgeStatus,
};

function build(message: AlertMessage, shown: number): JsonObject {
  const { id, environment, source, mood, at, language, reportUrl, alarmUrl } = message;
  return {
    payloadVersion: PAYLOAD_VERSION,
    id,
    environment,
    source,
    mood,
    at,
    language,
    title: plainText(message.title),
    summary: message.summary.map(plainText),
    findings: message.findings.slice(0, shown).map(({ heading, lines, data }) => ({
      ...dataOf(data),
      text: [heading, ...lines].map(plainText),
    })),
    moreFindings: message.more + message.findings.length - shown,
    notes: message.notes.map(plainText),
    incidents: message.incidents.map(({ key, action }) => ({ key, action })),
    reportUrl,
    alarmUrl,
  };
}

/** Names as they are: who takes the data decides how to show it. */
function dataOf({ edge, interval, traceIds, ...rest }: FindingData): JsonObject {
  return {
    ...rest,
    edge: edge === null ? null : { from: edge.from, to: edge.to },
    interval: { low: interval.low, high: interval.high },
    traceIds,
  };
}
