import { phantomParent } from '../../lib/checks/phantom-parent';
import { type Answer, answersOf, repeat, type TestSpan } from './corpus-builder';

const entry = { id: 'b', parent: 'a', service: 'web', kind: 'SERVER' } as const;
const called = [{ id: 'a', service: 'app', kind: 'CLIENT' }, entry] as const;

const CASES: readonly [string, readonly TestSpan[], Record<string, Answer>][] = [
  ['remote parents that are there pass', repeat(3, called), { 'web (?)': { count: '0/3' } }],
  [
    '20 calls from outside whose parents are never seen fail',
    repeat(20, [{ ...entry, parent: 'e' }]),
    {
      'web (?)': { count: '20/20', reasons: { 'parent-never-seen': 20 } },
    },
  ],
  [
    '19 say nothing',
    repeat(19, [{ ...entry, parent: 'e' }]),
    {
      'web (?)': { count: '0/0', skipped: { 'single-loss': 19 } },
    },
  ],
  [
    '95 % are nearly all',
    [
      ...repeat(1, called),
      ...repeat(19, [{ ...entry, parent: 'e' }], 100),
      ...repeat(1, [{ ...entry, parent: 'e' }], 300),
    ],
    {
      'web (?)': { count: '20/21', reasons: { 'parent-never-seen': 20 } },
    },
  ],
  [
    'less are losses',
    [...repeat(2, called), ...repeat(20, [{ ...entry, parent: 'e' }], 100)],
    {
      'web (?)': { count: '0/2', skipped: { 'single-loss': 20 } },
    },
  ],
  [
    'a parent that is in another trace was sent',
    [...repeat(20, [{ ...entry, parent: 'e' }]), { trace: 'f0', id: 'e', service: 'app' }],
    { 'web (?)': { count: '0/0', skipped: { 'single-loss': 20 } } },
  ],
  [
    'a trace with a root does not begin at the service',
    repeat(20, [
      { id: '1', service: 'app' },
      { ...entry, parent: 'e' },
    ]),
    {
      'web (?)': { count: '0/0', skipped: { 'single-loss': 20 } },
    },
  ],
  ['lost local parents are another matter', repeat(20, [{ id: 'b', parent: 'a', service: 'web' }]), {}],
];

test.each(CASES)('%s', (_, spans, expected) => {
  expect(answersOf(phantomParent, spans)).toEqual(expected);
});

test('another service, whose single parents are missing, is not drawn in', () => {
  const spans = [
    ...repeat(20, [{ ...entry, parent: 'e' }]),
    ...repeat(1, [{ ...entry, parent: 'e', service: 'mail' }], 100),
  ];
  expect(answersOf(phantomParent, spans)).toEqual({
    'web (?)': { count: '20/20', reasons: { 'parent-never-seen': 20 } },
    'mail (?)': { count: '0/0', skipped: { 'single-loss': 1 } },
  });
});
