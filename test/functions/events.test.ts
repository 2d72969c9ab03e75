import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parseEvent, scheduledEventSchema, topicEventSchema } from '../../functions/events';
import { handleMessage } from '../../lib/publish/alerts/alert';
import { parseRequest } from '../../lib/runs/incident-request';
import { incidentWindows } from '../../lib/runs/incident-windows';
import { MemoryStore } from '../publish/memory-store';
import { CONFIG } from '../publish/notices';

const TOP = path.resolve(__dirname, '../../events');
const NOW = Date.parse('2026-11-21T00:00:00Z');

function eventOf(file: string): unknown {
  return JSON.parse(readFileSync(path.join(TOP, `${file}.json`), 'utf8'));
}

/** What a call gives, or the sentence that it fails with. */
async function outcomeOf(call: () => unknown): Promise<unknown> {
  try {
    return await call();
  } catch (error) {
    return error instanceof Error ? `${error.name}: ${error.message}` : error;
  }
}

const SCHEDULED = [
  ['schedule', { kind: 'schedule', scheduledAt: '2026-11-20T15:20:00Z' }],
  ['continue', { kind: 'continue', depth: 1 }],
  [
    'malformed-time',
    'EventError: not an event of a schedule: scheduledAt: give a time such as 2026-11-20T15:20:00Z',
  ],
  ['malformed-kind', 'EventError: not an event of a schedule: kind: give schedule or continue'],
] as const;

const HOUR = ['2026-11-20T14:00:00.000Z', '2026-11-20T15:00:00.000Z'];
const BEFORE = ['2026-11-20T13:00:00.000Z', '2026-11-20T14:00:00.000Z'];
/** The window and its baseline. */
const INCIDENTS = [
  ['window', [HOUR, BEFORE]],
  [
    'around',
    [
      ['2026-11-20T14:10:00.000Z', '2026-11-20T14:50:00.000Z'],
      ['2026-11-20T13:30:00.000Z', '2026-11-20T14:10:00.000Z'],
    ],
  ],
  // Three periods of an hour before the change of its state.
  [
    'alarm',
    [
      ['2026-11-20T12:21:05.678Z', '2026-11-20T15:21:05.678Z'],
      ['2026-11-20T09:21:05.678Z', '2026-11-20T12:21:05.678Z'],
    ],
  ],
  ['service', [HOUR, BEFORE]],
  ['query', [HOUR, BEFORE]],
  ['trace-ids', [HOUR, BEFORE]],
  ['source', [HOUR, BEFORE]],
  ['baseline-word', [HOUR, ['2026-11-19T14:00:00.000Z', '2026-11-19T15:00:00.000Z']]],
  ['baseline-window', [HOUR, ['2026-11-13T14:00:00.000Z', '2026-11-13T15:00:00.000Z']]],
  [
    'malformed-empty',
    'RequestError: no window is named: give {"from", "to"}, {"around", "minutes"} or {"alarm"}',
  ],
  ['malformed-backwards', 'RequestError: from: the window is empty; it must begin before it ends'],
  [
    'malformed-baseline',
    'RequestError: baseline: give previous, yesterday, last-week, or a window {"from", "to"}',
  ],
  [
    'malformed-field',
    'RequestError: servce: not known; the fields are from, to, around, minutes, alarm, service, query, traceIds, source, baseline',
  ],
] as const;

const NOTICE = { kind: 'notice', environment: 'prod', source: 'archive', chats: [], isIncomplete: false };
const ALARM = {
  kind: 'alarm',
  environment: 'prod',
  source: 'cloudwatch-alarms',
  chats: [],
  isIncomplete: false,
};
const SILENT = 'arn:aws:cloudwatch:eu-central-1:123456789012:alarm:tracewarden-prod-ArchiveSilent-1A2B3C';
const MESSAGES = [
  ['findings', { id: 'archive/20261120T140000Z-20261120T150000Z', ...NOTICE }],
  ['recovered', { id: 'archive/20261120T150000Z-20261120T160000Z', ...NOTICE }],
  ['unknown', { id: 'archive/20261120T160000Z-20261120T170000Z', ...NOTICE }],
  ['alarm', { id: `${SILENT}#2026-11-20T15:04:05.678Z#ALARM`, ...ALARM }],
  ['alarm-over', { id: `${SILENT}#2026-11-20T16:21:04.123Z#OK`, ...ALARM }],
  ['malformed-text', 'AlertInputError: the message is no JSON'],
  ['malformed-notice', 'AlertInputError: the message is not a notice of a run: runId: is missing'],
  [
    'malformed-event',
    'EventError: not messages of the topic: Records: give the records of SNS, at least one',
  ],
] as const;

describe.each(['audit-archive', 'audit-live'])('the events of %s', (folder) => {
  test.each(SCHEDULED)('%s', async (file, expected) => {
    const event = eventOf(`${folder}/${file}`);
    const parse = () => parseEvent(scheduledEventSchema, event, 'an event of a schedule');
    expect(await outcomeOf(parse)).toEqual(expected);
  });
});

describe('the events of audit-incident', () => {
  test.each(INCIDENTS)('%s', async (file, expected) => {
    const outcome = await outcomeOf(() => {
      const { window, baseline } = incidentWindows(parseRequest(eventOf(`audit-incident/${file}`)), NOW);
      return [window, baseline].map(({ start, end }) =>
        [start, end].map((time) => new Date(time).toISOString()),
      );
    });
    expect(outcome).toEqual(expected);
  });
});

describe('the events of alert', () => {
  test.each(MESSAGES)('%s', async (file, expected) => {
    const outcome = await outcomeOf(() => {
      const { Records } = parseEvent(topicEventSchema, eventOf(`alert/${file}`), 'messages of the topic');
      return handleMessage(Records[0]?.Sns.Message ?? '', {
        config: CONFIG,
        environment: 'prod',
        store: new MemoryStore(),
        secrets: { resolve: () => Promise.reject(new Error('no chat, no secret')) },
        fetcher: { post: () => Promise.reject(new Error('no chat, no post')) },
        now: () => NOW,
        remainingTime: () => 60_000,
        sleep: () => Promise.resolve(),
      });
    });
    expect(outcome).toEqual(expected);
  });
});

test('every event has its test', () => {
  const tested = [
    ...SCHEDULED.flatMap(([file]) => [`audit-archive/${file}`, `audit-live/${file}`]),
    ...INCIDENTS.map(([file]) => `audit-incident/${file}`),
    ...MESSAGES.map(([file]) => `alert/${file}`),
  ];
  const files = readdirSync(TOP, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ parentPath, name }) => path.join(path.relative(TOP, parentPath), path.parse(name).name));
  expect(files.toSorted((a, b) => a.localeCompare(b))).toEqual(tested.toSorted((a, b) => a.localeCompare(b)));
});
