import { negativeDuration } from '../../lib/checks/negative-duration';
import { type Answer, answersOf, type TestSpan } from './corpus-builder';

const CASES: readonly [string, readonly TestSpan[], Record<string, Answer>][] = [
  [
    'an end at or after the start passes',
    [
      { trace: '1', id: 'a', start: 5, end: 5 },
      { trace: '1', id: 'b', start: 5, end: 90_000 },
    ],
    { 'shop (own)': { count: '0/2' } },
  ],
  [
    'an end before the start fails, by a microsecond or by hours',
    [
      { trace: '1', id: 'a', start: 5, end: 4.999 },
      { trace: '1', id: 'b', start: 5, end: -7_200_000 },
      { trace: '1', id: 'c', start: 5, end: 6 },
    ],
    { 'shop (own)': { count: '2/3', reasons: { 'ends-before-start': 2 } } },
  ],
  [
    'a time that is not set has its own reason',
    [
      { trace: '1', id: 'a', noStart: true },
      { trace: '1', id: 'b', noEnd: true },
      { trace: '1', id: 'c', noStart: true, noEnd: true },
    ],
    { 'shop (own)': { count: '3/3', reasons: { 'time-unset': 3 } } },
  ],
  [
    'a trace without a valid ID does not apply',
    [{ trace: '1', id: 'a', start: 5, end: 4, invalid: 'trace' }],
    {},
  ],
];

test.each(CASES)('%s', (_, spans, expected) => {
  expect(answersOf(negativeDuration, spans)).toEqual(expected);
});
