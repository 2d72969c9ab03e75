import { parentCycle } from '../../lib/checks/parent-cycle';
import { type Answer, answersOf, type TestSpan } from './corpus-builder';

const CASES: readonly [string, readonly TestSpan[], Record<string, Answer>][] = [
  [
    'a way up to a root or to a missing parent passes; roots and orphans do not count',
    [
      { trace: '1', id: 'c', parent: 'b' },
      { trace: '1', id: 'b', parent: 'a' },
      { trace: '1', id: 'a' },
      { trace: '1', id: 'e', parent: 'd' },
      { trace: '1', id: 'd', parent: 'ff' },
    ],
    { 'shop (own)': { count: '0/3' } },
  ],
  [
    'a span that is its own parent fails',
    [
      { trace: '1', id: 'a', parent: 'a' },
      { trace: '1', id: 'b', parent: 'a' },
    ],
    {
      'shop (own)': { count: '1/2', reasons: { 'self-parent': 1 } },
    },
  ],
  [
    'every member of a circle fails, what hangs below does not',
    [
      { trace: '1', id: 'd', parent: 'c' },
      { trace: '1', id: 'a', parent: 'c', service: 'web' },
      { trace: '1', id: 'b', parent: 'a' },
      { trace: '1', id: 'c', parent: 'b' },
      { trace: '1', id: 'e', parent: 'd' },
    ],
    {
      'shop (own)': { count: '2/4', reasons: { cycle: 2 } },
      'web (own)': { count: '1/1', reasons: { cycle: 1 } },
    },
  ],
  [
    'a trace without a valid ID does not apply',
    [
      { trace: '1', id: 'a', parent: 'b', invalid: 'trace' },
      { trace: '1', id: 'b', parent: 'a', invalid: 'trace' },
    ],
    {},
  ],
];

test.each(CASES)('%s', (_, spans, expected) => {
  expect(answersOf(parentCycle, spans)).toEqual(expected);
});
