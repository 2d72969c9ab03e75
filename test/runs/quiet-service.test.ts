import { join } from 'node:path';
import { runAudit } from '../../lib/audit/audit';
import { effectiveConfig } from '../../lib/config/effective';
import { EMPTY_STATE } from '../../lib/publish/alerts/state';
import { transition } from '../../lib/publish/alerts/transition';
import { runScheduled } from '../../lib/runs/run-scheduled';
import { type ArchivedSpan, otlpLine, temporaryFolder, writeFiles } from '../audit/archives';
import { HOUR, MINUTE, T, World } from './setup';

/** What people hear of a service over hours of an archive, from its spans to the message, with the audit itself. */

const TRACES = 60;
const SERVER = 2;
const folder = temporaryFolder();

/** What `orders` does in an hour: loses the parents of its own work, works, or has no traffic. */
type Hour = 'broken' | 'whole' | 'quiet';

function traceOf(hour: number, number: number, orders: Hour): ArchivedSpan[] {
  const trace = `${hour + 1}${number.toString(16).padStart(4, '0')}`;
  const start = T + hour * HOUR + number * MINUTE;
  const gateway = { trace, id: '1', service: 'gateway', kind: SERVER, start };
  if (orders === 'quiet') return [gateway, { trace, id: '2', parent: '1', service: 'gateway', start }];
  return [
    gateway,
    { trace, id: '2', parent: '1', service: 'orders', kind: SERVER, start },
    { trace, id: '3', parent: orders === 'broken' ? '9' : '2', service: 'orders', start },
  ];
}

async function heard(hours: readonly Hour[]): Promise<string[]> {
  const top = join(folder, hours.join('-'));
  for (const [hour, orders] of hours.entries()) {
    const at = `year=2026/month=11/day=20/hour=${14 + hour}`;
    for (let number = 0; number < TRACES; number++)
      writeFiles(top, {
        [`${at}/minute=${String(number).padStart(2, '0')}/t.json`]: otlpLine(traceOf(hour, number, orders)),
      });
  }
  const world = new World();
  world.now = T + hours.length * HOUR + 17 * MINUTE;
  const state = {
    stateVersion: 1,
    doneUntil: T,
    entries: [],
    toReport: [],
    reported: [],
    bytesPerSecond: null,
  };
  await world.store.put('state/shop.json', Buffer.from(JSON.stringify(state)), null);
  const config = effectiveConfig({
    sources: [{ source: top, name: 'shop' }],
    threads: 1,
    report: { bucket: 'reports' },
  });
  await runScheduled(config, 'archive', { ...world.deps('a'), audit: runAudit });
  let alerts = EMPTY_STATE;
  return world.notices.map((notice) => {
    const moved = transition(alerts, notice, { confirmWindows: 1, remindAfter: 24 * HOUR });
    alerts = moved.state;
    return moved.run.changes.map(({ check, service, kind }) => `${check} ${service} ${kind}`).join(', ');
  });
}

const LOST = 'orphan-span orders';

test.each<[string, Hour[], string[]]>([
  [
    'no traffic is not health',
    ['broken', 'quiet', 'broken'],
    [`${LOST} new`, `${LOST} unseen`, `${LOST} ongoing`],
  ],
  [
    'and health after it is told once',
    ['broken', 'quiet', 'whole', 'whole'],
    [`${LOST} new`, `${LOST} unseen`, `${LOST} resolved`, ''],
  ],
  ['health at once', ['broken', 'whole'], [`${LOST} new`, `${LOST} resolved`]],
])('%s', async (_, hours, expected) => {
  expect(await heard(hours)).toEqual(expected);
});
