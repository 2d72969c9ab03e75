import { rootIsClient } from '../../lib/checks/root-is-client';
import { type Answer, answersOf, repeat, type TestSpan } from './corpus-builder';

const CASES: readonly [string, readonly TestSpan[], Record<string, Answer>][] = [
  [
    'roots of other kinds pass',
    [
      { trace: '1', id: 'a', kind: 'SERVER' },
      { trace: '2', id: 'a', kind: 'INTERNAL' },
      { trace: '3', id: 'a', kind: 'UNSPECIFIED' },
    ],
    { 'shop (shop?)': { count: '0/3' } },
  ],
  [
    'a CLIENT root of a service that serves fails',
    [
      { trace: '1', id: 'a', kind: 'SERVER' },
      ...repeat(2, [{ id: 'a', kind: 'CLIENT' }], 10),
      { trace: '2', id: 'a', kind: 'CLIENT', service: 'mail' },
      { trace: '3', id: 'a', kind: 'CONSUMER', service: 'mail' },
    ],
    {
      'shop (shop?)': { count: '2/3', reasons: { 'client-root': 2 } },
      'mail (mail?)': { count: '1/2', reasons: { 'client-root': 1 } },
    },
  ],
  [
    'a service that only calls may begin with a call',
    [{ trace: '1', id: 'a', kind: 'CLIENT', service: 'load' }],
    {
      'load (load?)': { count: '0/0', skipped: { 'calls-only': 1 } },
    },
  ],
  [
    'CLIENT spans with a parent and traces without a root do not apply',
    [
      { trace: '1', id: 'a', kind: 'CLIENT', parent: 'e' },
      { trace: '1', id: 'b', kind: 'SERVER', parent: 'a' },
    ],
    {},
  ],
];

test.each(CASES)('%s', (_, spans, expected) => {
  expect(answersOf(rootIsClient, spans)).toEqual(expected);
});
