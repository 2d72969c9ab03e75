import type { DeliveryReport } from '../../lib/publish/alerts/alert';
import type { ChatReport } from '../../lib/publish/alerts/delivery';
import { deliveryPoints } from '../../lib/publish/metrics/delivery-points';
import { refusalOf } from '../../lib/publish/metrics/limits';

const NOW = Date.UTC(2026, 10, 20, 15, 10);

function reportOf(
  results: Readonly<Record<string, ChatReport['result']>>,
  environment = 'prod',
): DeliveryReport {
  const chats = Object.entries(results).map(([chat, result]) => ({
    chat,
    result,
    attempts: 1,
    reason: null,
  }));
  return { id: 'archive/1', kind: 'notice', environment, source: 'archive', chats, isIncomplete: false };
}

const table = (reports: readonly DeliveryReport[]) =>
  deliveryPoints(reports, 'prod', NOW).map(({ name, value, dimensions }) => [
    name,
    dimensions['Environment'],
    dimensions['Chat'],
    value,
  ]);

test('a message posted and one that failed, by chat', () => {
  expect(deliveryPoints([reportOf({ ops: 'posted' })], 'prod', NOW)).toEqual([
    {
      name: 'NotificationsSent',
      unit: 'Count',
      value: 1,
      dimensions: { Environment: 'prod', Chat: 'ops' },
      time: NOW,
    },
    {
      name: 'NotificationsFailed',
      unit: 'Count',
      value: 0,
      dimensions: { Environment: 'prod', Chat: 'ops' },
      time: NOW,
    },
  ]);
  expect(table([reportOf({ ops: 'posted', night: 'failed' }), reportOf({ ops: 'failed' })])).toEqual([
    ['NotificationsSent', 'prod', 'ops', 1],
    ['NotificationsFailed', 'prod', 'ops', 1],
    ['NotificationsSent', 'prod', 'night', 0],
    ['NotificationsFailed', 'prod', 'night', 1],
  ]);
});

test('what was not tried is no point', () => {
  expect(table([])).toEqual([]);
  expect(table([reportOf({ a: 'already', b: 'silent', c: 'busy' })])).toEqual([]);
});

test('the environment is that of the function, whatever an alarm names', () => {
  expect(table([reportOf({ ops: 'posted' }, 'whatever/an alarm says')])).toEqual([
    ['NotificationsSent', 'prod', 'ops', 1],
    ['NotificationsFailed', 'prod', 'ops', 0],
  ]);
});

test('any name of a chat is taken by CloudWatch', () => {
  const points = deliveryPoints([reportOf({ ':值班\n': 'posted' })], 'prod', NOW);
  expect(points.map((point) => refusalOf(point, NOW))).toEqual([null, null]);
  expect(points[0]?.dimensions['Chat']).toBe('\\u{3a}\\u{503c}\\u{73ed}\\u{a}');
});
