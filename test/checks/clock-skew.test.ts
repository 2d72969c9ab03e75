import { clockSkew } from '../../lib/checks/clock-skew';
import { clockOffset } from '../../lib/checks/learned/skew';
import { type Answer, answersOf, change, corpusOf, numberOf, repeat, type TestSpan } from './corpus-builder';

type Times = readonly [start: number, end: number];

/** web calls cart on another host. */
const call = (
  callee: Times,
  hosts: readonly [string, string] = ['h1', 'h2'],
  kind: 'SERVER' | 'CONSUMER' = 'SERVER',
) => [
  { id: 'a', service: 'web', kind: 'CLIENT', host: hosts[0], start: 100, end: 200 } as const,
  { id: 'b', parent: 'a', service: 'cart', kind, host: hosts[1], start: callee[0], end: callee[1] } as const,
];
const on = 'cart [web > cart] (?)';

const CASES: readonly [string, readonly TestSpan[], Record<string, Answer>][] = [
  ['clocks that agree pass', repeat(20, call([110, 190])), { [on]: { count: '0/20' } }],
  [
    'a callee that is constantly behind fails',
    repeat(20, call([-140, -60])),
    {
      [on]: { count: '20/20', reasons: { 'constant-offset': 20 }, note: '250 ms behind (median)' },
    },
  ],
  [
    'one that is ahead as well',
    [...repeat(27, call([1110, 1190])), ...repeat(3, call([110, 190]), 100)],
    {
      [on]: { count: '27/30', reasons: { 'constant-offset': 27 }, note: '1000 ms ahead (median)' },
    },
  ],
  ['19 traces say nothing', repeat(19, call([-140, -60])), { [on]: { count: '0/19' } }],
  [
    '20 calls in fewer traces say nothing',
    repeat(10, [
      ...call([-140, -60]),
      { id: 'c', parent: 'a', service: 'cart', kind: 'SERVER', host: 'h2', start: -140, end: -60 },
    ]),
    { [on]: { count: '0/20' } },
  ],
  [
    'less than 10 ms is what healthy clocks differ by',
    repeat(20, call([98, 193])),
    { [on]: { count: '0/20' } },
  ],
  [
    'callees that are outside by different times work on: no clock',
    change(repeat(20, call([150, 160])), 'cart', (span) => ({
      start: 150 + numberOf(span) * 300,
      end: 160 + numberOf(span) * 300,
    })),
    { [on]: { count: '0/20' } },
  ],
  [
    'callees that outlast their caller, messages and one host do not apply',
    [
      ...repeat(20, call([-140, 60])),
      ...repeat(20, call([-140, -60], ['h1', 'h2'], 'CONSUMER'), 100),
      ...repeat(20, call([-140, -60], ['h1', 'h1']), 200),
    ],
    {},
  ],
  [
    'nor does an unknown host',
    [...repeat(2, call([-140, -60], ['', 'h2'])), ...repeat(3, call([-140, -60], ['h1', 'h1']), 100)],
    {
      [on]: { count: '0/0', skipped: { 'host-unknown': 2 } },
    },
  ],
  [
    'or none named at all',
    repeat(2, call([-140, -60], ['', ''])),
    { [on]: { count: '0/0', skipped: { 'host-unknown': 2 } } },
  ],
  [
    'of several hosts the worst is told',
    [
      ...repeat(20, call([-140, -60], ['h1', 'h2'])),
      ...repeat(20, call([-890, -810], ['h3', 'h2']), 100),
      ...repeat(20, call([1110, 1190], ['h3', 'h4']), 200),
      ...repeat(20, call([-890, -810], ['h4', 'h4b']), 300),
    ],
    {
      [on]: {
        count: '80/80',
        reasons: { 'constant-offset': 80 },
        note: '1000 ms behind (median) between the worst of 4 pairs of hosts',
      },
    },
  ],
];

test.each(CASES)('%s', (_, spans, expected) => {
  expect(answersOf(clockSkew, spans)).toEqual(expected);
});

const OFFSETS: readonly [string, Partial<TestSpan>, Partial<TestSpan>, number][] = [
  ['inside the parent', { start: 0, end: 100 }, { start: 10, end: 90 }, 0],
  ['as long as the parent', { start: 0, end: 100 }, { start: 0, end: 100 }, 0],
  ['before it', { start: 0, end: 100 }, { start: -90, end: -10 }, 100e6],
  ['after it', { start: 0, end: 100 }, { start: 110, end: 190 }, -100e6],
  ['longer than the parent', { start: 0, end: 100 }, { start: -10, end: 190 }, Number.NaN],
  ['of negative duration', { start: 0, end: 100 }, { start: 50, end: 40 }, Number.NaN],
  ['without a start', { start: 0, end: 100 }, { noStart: true }, Number.NaN],
  ['below a parent without a start', { noStart: true }, { start: 10 }, Number.NaN],
  ['sent by a message', { start: 0, end: 100, kind: 'PRODUCER' }, { start: -90, end: -10 }, Number.NaN],
  ['consuming a message', { start: 0, end: 100 }, { start: -90, end: -10, kind: 'CONSUMER' }, Number.NaN],
];

test.each(OFFSETS)('the offset of a span %s', (_, parent, child, expected) => {
  const corpus = corpusOf([
    { ...parent, trace: '1', id: 'a' },
    { ...child, trace: '1', id: 'b', parent: 'a' },
  ]);
  expect(clockOffset(corpus, 1)).toBe(expected);
});
