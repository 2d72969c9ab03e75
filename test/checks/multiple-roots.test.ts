import { multipleRoots } from '../../lib/checks/multiple-roots';
import { type Answer, answersOf, repeat, type TestSpan } from './corpus-builder';

const CASES: readonly [string, readonly TestSpan[], Record<string, Answer>][] = [
  [
    'one root passes',
    repeat(2, [{ id: 'a' }, { id: 'b', parent: 'a' }]),
    { 'shop (shop?)': { count: '0/2' } },
  ],
  [
    'a further root is counted for the service of the earliest one that came after the first',
    [
      { trace: '1', id: 'c', service: 'mail', start: 9 },
      { trace: '1', id: 'b', service: 'cart', start: 5 },
      { trace: '1', id: 'a', service: 'web', start: 1 },
      ...repeat(3, [{ id: 'a', service: 'cart' }], 2),
    ],
    { 'cart (cart?)': { count: '1/4', reasons: { 'several-roots': 1 } } },
  ],
  [
    'several spans of one ID are another matter',
    [
      { trace: '1', id: 'a', start: 1 },
      { trace: '1', id: 'a', start: 2 },
    ],
    { 'shop (shop?)': { count: '0/1' } },
  ],
  [
    'of such a root and another one the other one fails',
    [
      { trace: '1', id: 'b', service: 'mail', start: 3 },
      { trace: '1', id: 'a', start: 1 },
      { trace: '1', id: 'a', start: 2 },
    ],
    { 'mail (mail?)': { count: '1/1', reasons: { 'several-roots': 1 } } },
  ],
  [
    'the halves of a call under one ID are one root',
    [
      { trace: '1', id: 'a', service: 'web', kind: 'CLIENT' },
      { trace: '1', id: 'a', service: 'cart', kind: 'SERVER' },
    ],
    { 'web (web?)': { count: '0/1' } },
  ],
  ['no root at all does not apply', [{ trace: '1', id: 'a', parent: 'b' }], {}],
  [
    'nor a trace without a valid ID',
    repeat(1, [
      { id: 'a', invalid: 'trace' },
      { id: 'b', invalid: 'trace' },
    ]),
    {},
  ],
];

test.each(CASES)('%s', (_, spans, expected) => {
  expect(answersOf(multipleRoots, spans)).toEqual(expected);
});
