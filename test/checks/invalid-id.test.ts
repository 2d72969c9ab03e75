import { invalidId } from '../../lib/checks/invalid-id';
import { type Answer, answersOf, type TestSpan } from './corpus-builder';

const CASES: readonly [string, readonly TestSpan[], Record<string, Answer>][] = [
  [
    'valid IDs pass',
    [
      { trace: '1', id: 'a' },
      { trace: '1', id: 'b', parent: 'a' },
    ],
    { 'shop (own)': { count: '0/2' } },
  ],
  [
    'each kind of ID has its reason',
    [
      { trace: '1', id: 'a', invalid: 'trace' },
      { trace: '2', id: 'a', invalid: 'span' },
      { trace: '2', id: 'b', parent: 'c', invalid: 'parent' },
      { trace: '2', id: 'd', service: 'cart' },
    ],
    {
      'shop (own)': { count: '3/3', reasons: { 'trace-id': 1, 'span-id': 1, 'parent-id': 1 } },
      'cart (own)': { count: '0/1' },
    },
  ],
  [
    'an ID that several spans have is valid',
    [
      { trace: '1', id: 'a', start: 1 },
      { trace: '1', id: 'a', start: 2 },
    ],
    { 'shop (own)': { count: '0/2' } },
  ],
];

test.each(CASES)('%s', (_, spans, expected) => {
  expect(answersOf(invalidId, spans)).toEqual(expected);
});
