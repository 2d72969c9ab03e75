import { truncatedTraceId } from '../../lib/checks/truncated-trace-id';
import { type Answer, answersOf, type TestSpan } from './corpus-builder';

const full = (lower: string) => `4bf92f3577b34da6${lower.padStart(16, '0')}`;
const cut = (lower: string) => lower.padStart(32, '0');

const CASES: readonly [string, readonly TestSpan[], Record<string, Answer>][] = [
  [
    'full IDs pass',
    [
      { trace: full('1'), id: 'a' },
      { trace: full('2'), id: 'a' },
    ],
    { 'shop (?)': { count: '0/2' } },
  ],
  [
    'a service all of whose IDs have 64 bits passes',
    [
      { trace: cut('1'), id: 'a' },
      { trace: cut('2'), id: 'b', parent: 'a', start: 3 },
      { trace: cut('2'), id: 'c', parent: 'b', start: 2, service: 'old' },
      { trace: full('3'), id: 'a', service: 'new' },
    ],
    { 'shop (?)': { count: '0/1' }, 'old (?)': { count: '0/1' }, 'new (?)': { count: '0/1' } },
  ],
  [
    'a service that begins both kinds fails for the short ones',
    [
      { trace: cut('1'), id: 'a' },
      { trace: full('2'), id: 'a' },
      { trace: full('3'), id: 'a' },
    ],
    { 'shop (?)': { count: '1/3', reasons: { 'mixed-lengths': 1 } } },
  ],
  [
    'two traces with one lower half are one, torn apart between two services',
    [
      { trace: full('1'), id: 'a', service: 'web' },
      { trace: cut('1'), id: 'b', parent: 'a', service: 'cart' },
    ],
    {
      'web (?)': { count: '0/1' },
      'cart [web > cart] (?)': { count: '1/1', reasons: { 'torn-apart': 1 } },
    },
  ],
  [
    'where the parent is not in the other half, the edge is not known',
    [
      { trace: full('1'), id: 'a', service: 'web' },
      { trace: cut('1'), id: 'b', parent: 'e', service: 'cart' },
      { trace: full('2'), id: 'a', service: 'web' },
      { trace: cut('2'), id: 'b', service: 'cart' },
    ],
    { 'web (?)': { count: '0/2' }, 'cart (?)': { count: '2/2', reasons: { 'torn-apart': 2 } } },
  ],
  [
    'an invalid trace ID is another matter',
    [
      { trace: cut('0'), id: 'a', invalid: 'trace' },
      { trace: full('2'), id: 'a' },
      { trace: cut('9'), id: 'a', service: 'old' },
    ],
    { 'shop (?)': { count: '0/1' }, 'old (?)': { count: '0/1' } },
  ],
];

test.each(CASES)('%s', (_, spans, expected) => {
  expect(answersOf(truncatedTraceId, spans)).toEqual(expected);
});
