import { singleSpanTraceShare } from '../../lib/checks/single-span-trace-share';
import { type Answer, answersOf, repeat, type TestSpan } from './corpus-builder';

const connected = [
  { id: 'a', service: 'web', kind: 'SERVER' },
  { id: 'b', parent: 'a', service: 'cart', kind: 'SERVER' },
] as const;
const alone = (span: Partial<TestSpan> = {}) => [
  { id: 'a', service: 'mail', kind: 'SERVER', ...span } as const,
];

const CASES: readonly [string, readonly TestSpan[], Record<string, Answer>][] = [
  [
    'connected services pass',
    repeat(2, connected),
    { 'web (web?)': { count: '0/2' }, 'cart (cart?)': { count: '0/2' } },
  ],
  [
    'a service that stands alone fails',
    [...repeat(2, connected), ...repeat(3, alone(), 10), ...repeat(1, alone({ kind: 'CONSUMER' }), 20)],
    {
      'web (web?)': { count: '0/2' },
      'cart (cart?)': { count: '0/2' },
      'mail (mail?)': { count: '4/4', reasons: { alone: 4 } },
    },
  ],
  [
    'half of the traces are enough',
    [...repeat(2, connected), ...repeat(2, alone({ service: 'web' }), 10)],
    {
      'web (web?)': { count: '2/4', reasons: { alone: 2 } },
      'cart (cart?)': { count: '0/2' },
    },
  ],
  [
    'less are not',
    [...repeat(3, connected), ...repeat(2, alone({ service: 'web' }), 10)],
    {
      'web (web?)': { count: '0/5' },
      'cart (cart?)': { count: '0/3' },
    },
  ],
  [
    'health probes do not count',
    [...repeat(1, connected), ...repeat(9, alone({ service: 'web', name: 'GET /healthz' }), 10)],
    {
      'web (web?)': { count: '0/1', skipped: { probe: 9 } },
      'cart (cart?)': { count: '0/1' },
    },
  ],
  [
    'nor do periodic jobs, polls and consumers with links',
    [
      ...repeat(1, connected),
      ...repeat(2, alone({ service: 'web', kind: 'INTERNAL' }), 10),
      ...repeat(2, alone({ service: 'web', kind: 'CLIENT' }), 20),
      ...repeat(2, alone({ service: 'web', kind: 'UNSPECIFIED' }), 30),
      ...repeat(2, alone({ service: 'web', kind: 'CONSUMER', link: true }), 40),
    ],
    {
      'web (web?)': { count: '0/1', skipped: { 'other-kind': 8 } },
      'cart (cart?)': { count: '0/1' },
    },
  ],
  [
    'what is left of a broken trace is another matter',
    [...repeat(1, connected), ...repeat(3, alone({ parent: 'e' }), 10)],
    {
      'web (web?)': { count: '0/1' },
      'cart (cart?)': { count: '0/1' },
      'mail (mail?)': { count: '0/3' },
    },
  ],
  [
    'a corpus of one service has nothing to connect to',
    repeat(3, alone()),
    { 'mail (mail?)': { count: '0/3' } },
  ],
];

test.each(CASES)('%s', (_, spans, expected) => {
  expect(answersOf(singleSpanTraceShare, spans)).toEqual(expected);
});
