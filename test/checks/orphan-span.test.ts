import { orphanSpan } from '../../lib/checks/orphan-span';
import { type Answer, answersOf, repeat, type TestSpan } from './corpus-builder';

/** web calls orders, which works on it. */
const call = [
  { id: 'a', service: 'web', kind: 'SERVER' },
  { id: 'b', parent: 'a', service: 'web', kind: 'CLIENT' },
  { id: 'c', parent: 'b', service: 'orders', kind: 'SERVER' },
  { id: 'd', parent: 'c', service: 'orders' },
] as const;

const without = (id: string): TestSpan[] => repeat(1, call, 100).filter((span) => span.id !== id);

const CASES: readonly [string, readonly TestSpan[], Record<string, Answer>][] = [
  [
    'whole traces pass; roots do not count',
    repeat(3, call),
    {
      'web (own)': { count: '0/3' },
      'orders (own)': { count: '0/3' },
      'orders [web > orders] (web?)': { count: '0/3' },
    },
  ],
  [
    'a lost SERVER span is the loss of its own service',
    [...repeat(3, call), ...without('c')],
    {
      'web (own)': { count: '0/4' },
      'orders (own)': { count: '1/4', reasons: { 'local-parent-missing': 1 } },
      'orders [web > orders] (web?)': { count: '0/3' },
    },
  ],
  [
    'a lost CLIENT span is the loss of the caller',
    [...repeat(3, call), ...without('b')],
    {
      'web (own)': { count: '0/3' },
      'orders (own)': { count: '0/4' },
      'orders [web > orders] (web?)': { count: '1/4', reasons: { 'remote-parent-missing': 1 } },
    },
  ],
  [
    'no caller known: nobody is named',
    [{ trace: '1', id: 'c', parent: 'b', service: 'orders', kind: 'SERVER' }],
    {
      'orders (?)': { count: '1/1', reasons: { 'remote-parent-missing': 1 } },
    },
  ],
  [
    'flags speak before the kind',
    [
      { trace: '1', id: 'c', parent: 'b', service: 'orders', kind: 'SERVER', remote: false },
      { trace: '1', id: 'd', parent: 'e', service: 'web', kind: 'INTERNAL', remote: true },
    ],
    {
      'orders (own)': { count: '1/1', reasons: { 'local-parent-missing': 1 } },
      'web (?)': { count: '1/1', reasons: { 'remote-parent-missing': 1 } },
    },
  ],
  [
    'sampling that declares itself is no loss',
    [
      { trace: '1', id: 'a', service: 'web', kind: 'SERVER', threshold: 0 },
      { trace: '1', id: 'c', parent: 'b', service: 'orders', kind: 'SERVER', threshold: 0x8000 },
    ],
    {
      'orders (?)': { count: '0/0', skipped: { 'declared-sampling': 1 } },
    },
  ],
  [
    'a parent ID that is no ID is another matter',
    [{ trace: '1', id: 'c', parent: 'b', service: 'orders', invalid: 'parent' }],
    {
      'orders (own)': { count: '0/0', skipped: { 'invalid-parent-id': 1 } },
    },
  ],
  [
    'traces without a valid ID are not judged',
    [{ trace: '1', id: 'c', parent: 'b', service: 'orders', invalid: 'trace' }],
    {},
  ],
  [
    'without kinds a missing parent is where others of the name have theirs',
    [
      ...repeat(2, [
        { id: 'a', service: 'web', kind: 'UNSPECIFIED' },
        { id: 'b', parent: 'a', service: 'orders', name: 'take', kind: 'UNSPECIFIED' },
        { id: 'c', parent: 'b', service: 'orders', name: 'count', kind: 'UNSPECIFIED' },
      ]),
      { trace: '9', id: 'b', parent: 'f', service: 'orders', name: 'take', kind: 'UNSPECIFIED' },
      { trace: '9', id: 'c', parent: 'e', service: 'orders', name: 'count', kind: 'UNSPECIFIED' },
      { trace: '9', id: 'd', parent: 'd0', service: 'orders', name: 'new', kind: 'UNSPECIFIED' },
    ],
    {
      'orders (own)': { count: '2/4', reasons: { 'local-parent-missing': 2 } },
      'orders [web > orders] (web?)': { count: '1/3', reasons: { 'remote-parent-missing': 1 } },
    },
  ],
  [
    'kind 0 reads as INTERNAL where the service knows kinds',
    [
      { trace: '9', id: 'b', parent: 'f', service: 'orders', kind: 'UNSPECIFIED' },
      { trace: '9', id: 'c', service: 'orders', kind: 'SERVER' },
    ],
    {
      'orders (own)': { count: '1/1', reasons: { 'local-parent-missing': 1 } },
    },
  ],
  [
    'an entry service behind a proxy that makes parent IDs up is left to phantom-parent',
    repeat(20, [{ id: 'c', parent: 'b', service: 'web', kind: 'SERVER' }]),
    {
      'web (?)': { count: '0/0', skipped: { 'phantom-parent': 20 } },
    },
  ],
];

test.each(CASES)('%s', (_, spans, expected) => {
  expect(answersOf(orphanSpan, spans)).toEqual(expected);
});

describe('the caller of an orphan', () => {
  const orphan = { trace: 'f0', id: 'c', parent: 'b', service: 'orders', kind: 'SERVER' } as const;
  const edge = (from: string, peer?: string) =>
    [
      { id: 'a', service: from, kind: 'CLIENT', ...(peer === undefined ? {} : { peer }) },
      { id: 'c', parent: 'a', service: 'orders', kind: 'SERVER' },
    ] as const;
  const known = [...repeat(3, edge('web'), 1), ...repeat(2, edge('app'), 100)];
  const blamed = (spans: readonly TestSpan[]) =>
    Object.entries(answersOf(orphanSpan, spans))
      .filter(([, answer]) => !answer.count.startsWith('0/'))
      .map(([key]) => key);

  test('is the one that calls most', () => {
    expect(blamed([...known, orphan])).toEqual(['orders [web > orders] (web?)']);
  });
  test('is rather one that takes part in the trace', () => {
    expect(blamed([...known, orphan, { trace: 'f0', id: 'e', service: 'app' }])).toEqual([
      'orders [app > orders] (app?)',
    ]);
  });
  test('is rather one that was called in this trace and left no span', () => {
    const toApp = repeat(
      3,
      [
        { id: 'a', service: 'web', kind: 'CLIENT', peer: 'app:80' },
        { id: 'b', parent: 'a', service: 'app', kind: 'SERVER' },
      ],
      200,
    );
    const inVain = { trace: 'f0', id: 'a', service: 'web', kind: 'CLIENT', peer: 'app:80' } as const;
    expect(blamed([...known, ...toApp, orphan, inVain])).toEqual(['orders [app > orders] (app?)']);
  });
  test('may be one that only the config knows', () => {
    const spans: TestSpan[] = [orphan, { trace: 'f0', id: 'e', service: 'mail' }];
    expect(Object.keys(answersOf(orphanSpan, spans, [{ from: 'mail', to: 'orders' }]))).toEqual([
      'orders [mail > orders] (mail?)',
    ]);
  });
});
