import { missingRoot } from '../../lib/checks/missing-root';
import { type Answer, answersOf, repeat, type TestSpan } from './corpus-builder';

const call = [
  { id: 'a', service: 'web', kind: 'SERVER' },
  { id: 'b', parent: 'a', service: 'web', kind: 'CLIENT', start: 1 },
  { id: 'c', parent: 'b', service: 'orders', kind: 'SERVER', start: 2 },
] as const;

const CASES: readonly [string, readonly TestSpan[], Record<string, Answer>][] = [
  ['traces with a root count for its service', repeat(3, call), { 'web (web?)': { count: '0/3' } }],
  [
    'of several roots the earliest counts',
    [
      { trace: '1', id: 'a', service: 'web', start: 5 },
      { trace: '1', id: 'b', service: 'orders', start: 4 },
    ],
    { 'orders (orders?)': { count: '0/1' } },
  ],
  [
    'a lost root is counted for the service of the earliest span under it',
    [
      ...repeat(3, call),
      { trace: '9', id: 'c', parent: 'b', service: 'orders', kind: 'SERVER', start: 2 },
      { trace: '9', id: 'b', parent: 'a', service: 'web', kind: 'CLIENT', start: 1 },
      { trace: '9', id: 'd', parent: 'e', service: 'orders', start: 3 },
    ],
    { 'web (web?)': { count: '1/4', reasons: { 'no-root': 1 } } },
  ],
  [
    'if that span has a remote parent, for its caller',
    [...repeat(3, call), { trace: '9', id: 'c', parent: 'b', service: 'orders', kind: 'SERVER' }],
    { 'web (web?)': { count: '1/4', reasons: { 'no-root': 1 } } },
  ],
  [
    'if nobody is known to call it, for nobody',
    [{ trace: '9', id: 'c', parent: 'b', service: 'orders', kind: 'SERVER' }],
    { 'orders (?)': { count: '1/1', reasons: { 'no-root': 1 } } },
  ],
  [
    'sampling that declares itself is no loss',
    [
      { trace: '9', id: 'c', parent: 'b', service: 'orders', threshold: 1 },
      { trace: '9', id: 'd', parent: 'c', service: 'orders', threshold: 2 },
    ],
    { 'orders (orders?)': { count: '0/0', skipped: { 'declared-sampling': 1 } } },
  ],
  [
    'nor is a parent ID that is no ID',
    [{ trace: '9', id: 'c', parent: 'b', service: 'orders', invalid: 'parent' }],
    { 'orders (orders?)': { count: '0/0', skipped: { 'invalid-parent-id': 1 } } },
  ],
  [
    'nor a circle',
    [
      { trace: '9', id: 'c', parent: 'd', service: 'orders' },
      { trace: '9', id: 'd', parent: 'c', service: 'orders' },
    ],
    { 'orders (orders?)': { count: '0/0', skipped: { cycle: 1 } } },
  ],
  [
    'nor a parent ID that a proxy made up',
    repeat(20, [{ id: 'c', parent: 'b', service: 'web', kind: 'SERVER' }]),
    { 'web (web?)': { count: '0/0', skipped: { 'phantom-parent': 20 } } },
  ],
  ['traces without a valid ID are not judged', [{ trace: '9', id: 'c', parent: 'b', invalid: 'trace' }], {}],
];

test.each(CASES)('%s', (_, spans, expected) => {
  expect(answersOf(missingRoot, spans)).toEqual(expected);
});
