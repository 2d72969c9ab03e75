import { duplicateSpan } from '../../lib/checks/duplicate-span';
import { type Answer, answersOf, repeat, type TestSpan } from './corpus-builder';

const CASES: readonly [string, readonly TestSpan[], Record<string, Answer>][] = [
  [
    'IDs of their own pass, also those of another trace',
    repeat(2, [{ id: 'a' }, { id: 'b', parent: 'a' }]),
    {
      'shop (own)': { count: '0/4' },
    },
  ],
  [
    'all spans of one ID fail, each for its service',
    [
      { trace: '1', id: 'a', start: 1 },
      { trace: '1', id: 'a', start: 2 },
      { trace: '1', id: 'a', service: 'cart' },
      { trace: '1', id: 'b' },
    ],
    {
      'shop (own)': { count: '2/3', reasons: { 'id-clash': 2 } },
      'cart (own)': { count: '1/1', reasons: { 'id-clash': 1 } },
    },
  ],
  [
    'an exact repeat is one span',
    [
      { trace: '1', id: 'a' },
      { trace: '1', id: 'a' },
    ],
    { 'shop (own)': { count: '0/1' } },
  ],
  [
    'the halves of a call under one ID pass',
    [
      { trace: '1', id: 'a', service: 'web', kind: 'CLIENT' },
      { trace: '1', id: 'a', service: 'cart', kind: 'SERVER' },
    ],
    { 'web (own)': { count: '0/1' }, 'cart (own)': { count: '0/1' } },
  ],
  [
    'spans without a valid ID are another matter',
    [
      { trace: '1', id: 'a', invalid: 'span' },
      { trace: '1', id: 'b' },
    ],
    {
      'shop (own)': { count: '0/1', skipped: { 'invalid-span-id': 1 } },
    },
  ],
  [
    'a trace without a valid ID does not apply',
    [
      { trace: '1', id: 'a', start: 1, invalid: 'trace' },
      { trace: '1', id: 'a', start: 2, invalid: 'trace' },
    ],
    {},
  ],
];

test.each(CASES)('%s', (_, spans, expected) => {
  expect(answersOf(duplicateSpan, spans)).toEqual(expected);
});
