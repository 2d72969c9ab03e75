import { childOutsideParent } from '../../lib/checks/child-outside-parent';
import { type Answer, answersOf, change, numberOf, repeat, type TestSpan } from './corpus-builder';

const parent = { trace: '1', id: 'a', start: 100, end: 200 } as const;
const child = { trace: '1', id: 'b', parent: 'a', end: 190 } as const;

/** web calls cart on another host, whose clock is `behind` by so many ms; the callee starts 10 ms later. */
const call = (behind: number) =>
  [
    { id: 'a', service: 'web', kind: 'CLIENT', host: 'h1', start: 100, end: 200 },
    {
      id: 'b',
      parent: 'a',
      service: 'cart',
      kind: 'SERVER',
      host: 'h2',
      start: 110 - behind,
      end: 190 - behind,
    },
  ] as const;

const LOCAL: readonly [string, readonly TestSpan[], Answer][] = [
  ['inside passes', [parent, { ...child, start: 110 }], { count: '0/1' }],
  ['at the very ends passes', [parent, { ...child, start: 100, end: 200 }], { count: '0/1' }],
  ['outliving the parent passes', [parent, { ...child, start: 150, end: 90_000 }], { count: '0/1' }],
  [
    'starting soon after its end passes',
    [parent, { ...child, start: 60_200, end: 60_201 }],
    { count: '0/1' },
  ],
  [
    'starting long after it fails',
    [parent, { ...child, start: 60_200.001, end: 60_201 }],
    {
      count: '1/1',
      reasons: { 'starts-long-after-parent': 1 },
    },
  ],
  ['starting up to 10 ms before the parent passes', [parent, { ...child, start: 90 }], { count: '0/1' }],
  [
    'starting earlier fails',
    [parent, { ...child, start: 89.999 }],
    { count: '1/1', reasons: { 'starts-before-parent': 1 } },
  ],
  [
    'starting seconds earlier fails',
    [parent, { ...child, start: -8000 }],
    { count: '1/1', reasons: { 'starts-before-parent': 1 } },
  ],
  [
    'a parent without an end ends never',
    [
      { ...parent, noEnd: true },
      { ...child, start: 900_000 },
    ],
    { count: '0/1' },
  ],
  [
    'times that are not set do not apply',
    [
      parent,
      { ...child, noStart: true },
      { trace: '2', id: 'a', noStart: true, noEnd: true },
      { trace: '2', id: 'b', parent: 'a', noStart: true, noEnd: true },
      { trace: '2', id: 'c', parent: 'a' },
    ],
    { count: '0/0', skipped: { 'time-unset': 3 } },
  ],
  [
    'another resource may be another clock',
    [parent, { ...child, start: 0, host: 'h9' }],
    {
      count: '0/0',
      skipped: { 'other-process': 1 },
    },
  ],
];

test.each(LOCAL)('in one process: %s', (_, spans, expected) => {
  expect(answersOf(childOutsideParent, spans)).toEqual({ 'shop (own)': expected });
});

const REMOTE: readonly [string, readonly TestSpan[], Answer][] = [
  [
    'without hosts nothing is known',
    [
      { trace: '1', id: 'a', service: 'web', start: 100 },
      { trace: '1', id: 'b', parent: 'a', service: 'cart', start: 0 },
    ],
    { count: '0/0', skipped: { 'host-unknown': 1 } },
  ],
  [
    'one unknown host does not apply',
    [
      { trace: '1', id: 'a', service: 'web', start: 100, host: 'h1' },
      { trace: '1', id: 'b', parent: 'a', service: 'cart', start: 0 },
    ],
    { count: '0/0', skipped: { 'host-unknown': 1 } },
  ],
  [
    'two hosts in few traces do not apply',
    repeat(19, call(0)),
    { count: '0/0', skipped: { 'skew-unknown': 19 } },
  ],
  [
    'on one host there is one clock',
    [
      { trace: '1', id: 'a', service: 'web', start: 100, host: 'h1' },
      { trace: '1', id: 'b', parent: 'a', service: 'cart', start: 0, host: 'h1' },
      { trace: '2', id: 'a', service: 'web', start: 100, host: 'h1' },
      { trace: '2', id: 'b', parent: 'a', service: 'cart', start: 95, host: 'h1' },
    ],
    { count: '1/2', reasons: { 'starts-before-parent': 1 } },
  ],
  [
    'equal clocks, one span out of place',
    [...repeat(20, call(0)), ...repeat(1, call(250), 100)],
    {
      count: '1/21',
      reasons: { 'starts-before-parent': 1 },
    },
  ],
  [
    'a constant offset explains its spans, and not one that differs',
    [...repeat(29, call(250)), ...repeat(1, call(400), 100)],
    {
      count: '1/30',
      reasons: { 'starts-before-parent': 1 },
    },
  ],
  [
    'an offset that is not constant says nothing',
    change(repeat(20, call(0)), 'cart', (span) => ({
      start: 110 - numberOf(span) * 200,
      end: 111 - numberOf(span) * 200,
    })),
    {
      count: '0/0',
      skipped: { 'skew-unknown': 20 },
    },
  ],
  [
    'times that are not set do not apply',
    [...repeat(20, call(0)), ...change(repeat(1, call(0), 100), 'cart', () => ({ noStart: true }))],
    { count: '0/20', skipped: { 'time-unset': 1 } },
  ],
];

test.each(REMOTE)('between services: %s', (_, spans, expected) => {
  expect(answersOf(childOutsideParent, spans)).toEqual({ 'cart [web > cart] (?)': expected });
});

test('roots, orphans and traces without a valid ID do not apply', () => {
  const spans: TestSpan[] = [
    { ...parent, parent: 'e' },
    { ...parent, trace: '2', invalid: 'trace' },
    { ...child, trace: '2', start: 0, invalid: 'trace' },
  ];
  expect(answersOf(childOutsideParent, spans)).toEqual({});
});
