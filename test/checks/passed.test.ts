import { CHECKS, runChecks } from '../../lib/checks';
import { findings } from '../../lib/checks/findings';
import { type PassedSubjects, passedSubjects } from '../../lib/checks/passed';
import { learnedFrom, NOON, repeat, type TestSpan } from './corpus-builder';

type Options = Parameters<typeof passedSubjects>[3];

/** What passes, by check: services, and edges as `from > to`. */
function passedIn(spans: readonly TestSpan[], options: Options = {}): Record<string, string[]> {
  const { corpus, learned } = learnedFrom(spans);
  const passed = passedSubjects(corpus, learned, runChecks(corpus, learned), options);
  return Object.fromEntries(passed.map((one) => [one.check, namesOf(one)]));
}

function namesOf({ services, edges }: PassedSubjects): string[] {
  return [...services, ...edges.map(({ from, to }) => `${from} > ${to}`)];
}

/** A call of web to cart, with work in both. */
const CALL: Omit<TestSpan, 'trace'>[] = [
  { id: 'a', service: 'web', kind: 'SERVER' },
  { id: 'b', parent: 'a', service: 'web', kind: 'CLIENT', peer: 'cart:80' },
  { id: 'c', parent: 'b', service: 'cart', kind: 'SERVER' },
  { id: 'd', parent: 'c', service: 'cart' },
];

const HEALTHY = repeat(20, CALL);

describe('a healthy system', () => {
  test('passes every check in what takes part in it, and nothing else', () => {
    const both = ['cart', 'web'];
    expect(passedIn(HEALTHY)).toEqual({
      'orphan-span': [...both, 'web > cart'],
      // A trace counts for its entry, and may lose its root at any service.
      'missing-root': both,
      'multiple-roots': both,
      'client-without-server': ['web > cart'],
      'root-is-client': both,
      'single-span-trace-share': both,
      'phantom-parent': ['cart'],
      'missing-service-name': both,
      'duplicate-span': both,
      'parent-cycle': both,
      'invalid-id': both,
      'truncated-trace-id': [...both, 'web > cart'],
      'child-outside-parent': both,
      'negative-duration': both,
    });
  });

  test('passes nothing of which there is too little', () => {
    expect(passedIn(repeat(19, CALL))['orphan-span']).toBeUndefined();
    // 19 traces, and twice as many spans of each service.
    expect(passedIn(repeat(19, CALL))['negative-duration']).toEqual(['cart', 'web']);
    expect(passedIn(repeat(19, CALL), { minApplicable: 19 })['orphan-span']).toEqual([
      'cart',
      'web',
      'web > cart',
    ]);
  });

  test('passes for the services that are reported', () => {
    const passed = passedIn(HEALTHY, { services: ['web'] });
    expect(passed['orphan-span']).toEqual(['web', 'web > cart']);
    expect(passed['missing-root']).toEqual(['web']);
    expect(passed['phantom-parent']).toBeUndefined();
  });
});

test('one failure among many is enough not to pass', () => {
  const lost: TestSpan = { trace: 'ff', id: 'e', parent: '9', service: 'cart' };
  const passed = passedIn([...HEALTHY, lost]);
  expect(passed['orphan-span']).toEqual(['web', 'web > cart']);
  expect(passed['missing-root']).toEqual(['web']);
});

test('nor does a failure that an exemption excuses, or that is below the minimum', () => {
  const spans = repeat(3, [{ id: 'e', parent: '9', service: 'batch' }], 100);
  expect(passedIn([...HEALTHY, ...spans])['orphan-span']).toEqual(['cart', 'web', 'web > cart']);
});

test('a service that takes part in traces and never begins one has no second root', () => {
  const second = repeat(1, [...CALL, { id: 'e', service: 'cart', start: 9 }], 200);
  expect(passedIn([...HEALTHY, ...second])['multiple-roots']).toEqual(['web']);
});

test('what passes is never a finding, and what has no failure and enough units always passes', () => {
  const spans = [...HEALTHY, ...repeat(2, [{ id: 'e', parent: '9', service: 'cart' }], 300)];
  const { corpus, learned } = learnedFrom(spans);
  const results = runChecks(corpus, learned);
  const found = findings(corpus, results, { window: null, now: NOON });
  const passed = passedSubjects(corpus, learned, results, {});
  const keys = new Set(passed.flatMap((one) => namesOf(one).map((name) => `${one.check} ${name}`)));
  for (const { check, service, edge } of found)
    expect(keys.has(`${check} ${edge === null ? service : `${edge.from} > ${edge.to}`}`)).toBe(false);
  expect(found.length).toBeGreaterThan(0);
  expect(passed.map(({ check }) => check)).toEqual(
    CHECKS.map(({ meta }) => meta.id).filter((id) => passed.some(({ check }) => check === id)),
  );
});
