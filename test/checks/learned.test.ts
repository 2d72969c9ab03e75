import type { DeclaredEdge, Learned } from '../../lib/checks/learned';
import { NO_EDGE } from '../../lib/checks/learned/orphans';
import { learnedFrom, repeat, type TestSpan } from './corpus-builder';

/** Counts by service name. */
function servicesOf(
  spans: readonly TestSpan[],
  count: Exclude<keyof Learned['services'], 'kinds' | 'threshold'>,
) {
  const { corpus, learned } = learnedFrom(spans);
  return Object.fromEntries(corpus.services.map((name, service) => [name, learned.services[count][service]]));
}

function edgesOf(spans: readonly TestSpan[], declared: readonly DeclaredEdge[] = []): string[] {
  const { corpus, learned } = learnedFrom(spans, declared);
  const name = (service: number) => corpus.services[service];
  return learned.edges.map(
    ({ from, to, calls, withoutServer }) => `${name(from)} > ${name(to)}: ${calls}, ${withoutServer}`,
  );
}

const call = [
  { id: 'a', service: 'web', kind: 'SERVER' },
  { id: 'b', parent: 'a', service: 'web', kind: 'CLIENT', peer: 'cart:80' },
  { id: 'c', parent: 'b', service: 'cart', kind: 'SERVER' },
] as const;

describe('services', () => {
  const spans: TestSpan[] = [
    ...repeat(2, call),
    { trace: '9', id: 'c', parent: 'b', service: 'cart', kind: 'SERVER' },
    { trace: '9', id: 'd', parent: 'e', service: 'cart' },
    { trace: 'f', id: 'd', service: 'cart', invalid: 'trace' },
  ];
  test.each([
    ['allSpans', { web: 4, cart: 5 }],
    ['spans', { web: 4, cart: 4 }],
    ['traces', { web: 2, cart: 3 }],
    ['roots', { web: 2, cart: 0 }],
    ['orphans', { web: 0, cart: 2 }],
    ['localChildren', { web: 2, cart: 0 }],
    ['remoteChildren', { web: 0, cart: 2 }],
    ['localOrphans', { web: 0, cart: 1 }],
    ['remoteOrphans', { web: 0, cart: 1 }],
  ] as const)('%s', (count, expected) => {
    expect(servicesOf(spans, count)).toEqual(expected);
  });

  test('kinds are known where one span has one', () => {
    const { learned } = learnedFrom([
      { trace: '1', id: 'a', service: 'a', kind: 'UNSPECIFIED' },
      { trace: '1', id: 'b', service: 'b', kind: 'UNSPECIFIED' },
      { trace: '1', id: 'c', service: 'b', kind: 'INTERNAL' },
    ]);
    expect([learned.hasKinds(0), learned.hasKinds(1)]).toEqual([false, true]);
  });
});

describe('edges', () => {
  const CASES: readonly [string, readonly TestSpan[], string[], DeclaredEdge[]?][] = [
    [
      'calls that are answered and not',
      [
        ...repeat(3, call),
        ...repeat(2, [{ id: 'b', service: 'web', kind: 'CLIENT', peer: 'cart:80' }], 100),
        ...repeat(1, [{ id: 'b', service: 'web', kind: 'CLIENT', peer: 'cart:80', error: true }], 200),
      ],
      ['web > cart: 3, 3'],
    ],
    [
      'also where one service forwards the context for another',
      repeat(1, [call[0], call[1], { ...call[2], service: 'mail' }]),
      ['web > mail: 1, 0'],
    ],
    [
      'by any kind of span; sorted by name; not to itself',
      [
        { trace: '1', id: 'a', service: 'web', kind: 'PRODUCER' },
        { trace: '1', id: 'b', parent: 'a', service: 'mail', kind: 'CONSUMER' },
        { trace: '1', id: 'c', parent: 'b', service: 'app', kind: 'INTERNAL', remote: false },
        { trace: '1', id: 'd', parent: 'c', service: 'app', kind: 'SERVER' },
      ],
      ['mail > app: 1, 0', 'web > mail: 1, 0'],
    ],
    [
      'declared ones, between services that there are',
      repeat(1, call),
      ['cart > web: 0, 0', 'web > cart: 1, 0'],
      [
        { from: 'cart', to: 'web' },
        { from: 'web', to: 'cart' },
        { from: 'web', to: 'nobody' },
        { from: 'nobody', to: 'web' },
      ],
    ],
  ];
  test.each(CASES)('%s', (_, spans, expected, declared = []) => {
    expect(edgesOf(spans, declared)).toEqual(expected);
  });
});

describe('parents of spans', () => {
  const remote = (span: Partial<TestSpan>, parent: Partial<TestSpan> | null = { service: 'web' }) => {
    const { corpus, learned } = learnedFrom([
      ...(parent === null ? [] : [{ trace: '1', id: 'a', ...parent }]),
      { trace: '1', id: 'b', parent: 'a', service: 'web', ...span },
      { trace: '2', id: 'a', service: 'web', kind: 'SERVER' },
    ]);
    const row = parent === null ? 0 : 1;
    expect(corpus.spanCount).toBe(row + 2);
    return learned.isRemoteParent(row);
  };
  test.each<[string, Partial<TestSpan>, Partial<TestSpan> | null, boolean]>([
    ['in the same service', {}, { service: 'web' }, false],
    [
      'in another service, whatever the flags say',
      { remote: false, service: 'cart' },
      { service: 'web' },
      true,
    ],
    ['in the same service and remote by the flags', { remote: true }, { service: 'web' }, true],
    ['in the same service, of a SERVER span', { kind: 'SERVER' }, { service: 'web' }, true],
    [
      'in the same service, of a SERVER span that is local by the flags',
      { kind: 'SERVER', remote: false },
      { service: 'web' },
      false,
    ],
    ['in the same service, of a CONSUMER span', { kind: 'CONSUMER' }, { service: 'web' }, true],
    ['in the same service, of a PRODUCER span', { kind: 'PRODUCER' }, { service: 'web' }, false],
    ['missing, of a SERVER span', { kind: 'SERVER' }, null, true],
    ['missing, of an INTERNAL span', { kind: 'INTERNAL' }, null, false],
    ['missing, of a CLIENT span that is remote by the flags', { kind: 'CLIENT', remote: true }, null, true],
    ['missing, without a kind in a service that knows kinds', { kind: 'UNSPECIFIED' }, null, false],
  ])('%s', (_, span, parent, expected) => {
    expect(remote(span, parent)).toBe(expected);
  });
});

test('an orphan that is local has no caller', () => {
  const { learned } = learnedFrom([
    ...repeat(1, call),
    { trace: '9', id: 'd', parent: 'e', service: 'cart' },
  ]);
  expect([...learned.orphans.edges]).toEqual([NO_EDGE]);
});
