import { alarmMessage, alarmSchema } from '../../lib/publish/alerts/alarm';
import { EMPTY_STATE } from '../../lib/publish/alerts/state';
import { transition } from '../../lib/publish/alerts/transition';
import type { AlertMessage } from '../../lib/publish/messages/model';
import { type MessageSettings, runMessage } from '../../lib/publish/messages/run-message';
import { testMessage } from '../../lib/publish/messages/test-message';
import type { RunNotice } from '../../lib/publish/notice';
import {
  ALARM,
  CART_CALLS,
  CONFIG,
  LATE_CHILDREN,
  noticeAt,
  ORDERS,
  passedBut,
  UNHEARD,
  unknownAt,
} from './notices';

/** What the last of these runs tells, whoever hears of everything. */
export function lastMessage(
  notices: readonly RunNotice[],
  settings: Partial<MessageSettings> = {},
): AlertMessage {
  let state = EMPTY_STATE;
  const messages = notices.map((notice) => {
    const moved = transition(state, notice, CONFIG);
    state = moved.state;
    return runMessage(notice, moved.run, { ...CONFIG, ...settings });
  });
  const message = messages.at(-1);
  if (message === undefined) throw new TypeError('no notice');
  return message;
}

const WORSE = { ...ORDERS, rate: 0.071, failing: 710, interval: { low: 0.0662, high: 0.0762 } };

/** One message of each sort. */
export function sampleMessages(language: 'en' | 'zh'): Readonly<Record<string, AlertMessage>> {
  const last = (...notices: RunNotice[]) => lastMessage(notices, { language });
  return {
    new: last(noticeAt(14, [ORDERS])),
    'worse among others': last(
      noticeAt(13, [CART_CALLS, ORDERS]),
      noticeAt(14, [CART_CALLS, WORSE, LATE_CHILDREN, UNHEARD], {
        sampleRate: 0.125,
        problems: [
          's3://traces/a.json.gz: the gzip stream ends early',
          's3://traces/b: gone',
          's3://traces/c: gone',
        ],
      }),
    ),
    resolved: last(noticeAt(13, [ORDERS]), noticeAt(14, [])),
    'all resolved': last(noticeAt(13, [ORDERS, CART_CALLS]), noticeAt(14, [])),
    'without data': last(
      noticeAt(12, [ORDERS]),
      noticeAt(13, [LATE_CHILDREN], { passed: passedBut([ORDERS, LATE_CHILDREN]) }),
    ),
    'no longer seen': last(noticeAt(0, [ORDERS]), noticeAt(8 * 24, [], { passed: passedBut([ORDERS]) })),
    unknown: last(noticeAt(13, [ORDERS]), unknownAt(14)),
    failed: last(
      unknownAt(14, {
        kind: 'failed',
        reason: 'tried 3 times: the bucket refuses access (AccessDenied)',
        nothingJudged: null,
        report: null,
      }),
    ),
    seeing: last(unknownAt(13), noticeAt(14, [])),
    incident: last(
      noticeAt(14, [ORDERS], {
        kind: 'incident',
        comparedWith: {
          window: { start: '2026-11-19T14:00:00.000Z', end: '2026-11-19T15:00:00.000Z' },
          verdict: 'findings',
          judgedTraces: 11_000,
          changes: [
            {
              check: 'orphan-span',
              service: 'orders',
              edge: null,
              change: 'worse',
              before: { rate: 0.01, low: 0.008, high: 0.012 },
              now: { rate: 0.042, low: 0.0382, high: 0.0461 },
            },
          ],
          moreChanges: 0,
        },
      }),
    ),
    cause: lastMessage([noticeAt(14, [ORDERS])], {
      language,
      causeOf: () => ({
        id: 'export-queue-overflow',
        title: language === 'zh' ? '导出队列溢出' : 'the export queue overflows',
        probability: 0.87,
        evidence: language === 'zh' ? '丢失集中在流量高峰' : 'losses come in bursts at peaks of traffic',
        setting: 'OTEL_BSP_MAX_QUEUE_SIZE=8192',
      }),
    }),
    alarm: alarmMessage(alarmSchema.parse(ALARM), 'prod', language),
    'alarm over': alarmMessage(alarmSchema.parse({ ...ALARM, NewStateValue: 'OK' }), 'prod', language),
    test: testMessage(language, 'prod', '2026-11-20T15:00:00.000Z'),
  };
}
