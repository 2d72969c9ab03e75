import { runChecks } from '../../lib/checks';
import type { Answers, Check, CheckRun, Subject } from '../../lib/checks/check';
import { type Exemption, exemptionUses } from '../../lib/checks/exemptions';
import type { Finding } from '../../lib/checks/finding';
import { type FindingOptions, findings } from '../../lib/checks/findings';
import { learn } from '../../lib/checks/learned';
import { orphanSpan } from '../../lib/checks/orphan-span';
import { edgeSubject, ownSubject } from '../../lib/checks/subjects';
import { corpusOf, NOON, repeat, type TestSpan, traceIdOf } from './corpus-builder';

const NOW = NOON + 3_600_000;
const OPTIONS: FindingOptions = { window: null, now: NOW };

/** Spans of services a and b, 20 traces with one each; a check answers about them as told. */
function findingsOf(
  answer: (answers: Answers) => void,
  options: Partial<FindingOptions> = {},
  spans: readonly TestSpan[] = SPANS,
  rawIds: ReadonlyMap<string, string> = new Map(),
): Finding[] {
  const corpus = corpusOf(spans, rawIds);
  const run = (answers: Answers): CheckRun => ({ end: () => answer(answers) });
  const check: Check = { meta: orphanSpan.meta, start: (_corpus, _learned, answers) => run(answers) };
  return findings(corpus, runChecks(corpus, learn(corpus), [check]), { ...OPTIONS, ...options });
}

const SPANS = repeat(20, [
  { id: 'a', service: 'a' },
  { id: 'b', parent: 'a', service: 'b', start: 1500 },
]);

/** Fails the first rows of the corpus, passes as many more. */
const failing = (subject: Subject, count: number, passing: number) => (answers: Answers) => {
  const page = answers.about(subject);
  for (let row = 0; row < count; row++) page.fail(row, row === 0 ? 'first' : 'later');
  page.pass(passing);
};

test('a finding, whole', () => {
  const [finding, ...others] = findingsOf(failing(edgeSubject(0, 1, 0), 2, 38));
  expect(others).toEqual([]);
  expect(finding).toEqual({
    check: 'orphan-span',
    title: 'has spans whose parent was never stored',
    severity: 'error',
    service: 'b',
    edge: { from: 'a', to: 'b' },
    unit: 'span',
    applicable: 40,
    failing: 2,
    exempt: 0,
    rate: 0.05,
    interval: { low: expect.closeTo(0.0138207, 6), high: expect.closeTo(0.1650388, 6) },
    blame: { service: 'a', basis: 'inferred' },
    reasons: { first: 1, later: 1 },
    firstSeen: '2026-11-20T14:00:00.000Z',
    lastSeen: '2026-11-20T14:00:01.500Z',
    histogram: { start: '2026-11-20T14:00:00.000Z', bucketSeconds: 1, counts: [1, 1] },
    examples: [
      { traceId: traceIdOf('1'), spanId: expect.stringMatching(/^0{15}[ab]$/) },
      { traceId: traceIdOf('1'), spanId: expect.stringMatching(/^0{15}[ab]$/) },
    ],
    remedy: orphanSpan.meta.remedy,
  });
});

test('no failure, no finding', () => {
  expect(findingsOf((answers) => answers.about(ownSubject(0)).pass(9))).toEqual([]);
});

test('nobody to name', () => {
  const subject: Subject = { service: 0, edge: null, blame: { service: null, basis: 'unknown' } };
  expect(findingsOf(failing(subject, 1, 0))[0]).toMatchObject({
    service: 'a',
    edge: null,
    blame: { service: null, basis: 'unknown' },
  });
});

test('a note is part of the title', () => {
  const [finding] = findingsOf((answers) => {
    const page = answers.about(ownSubject(0));
    page.fail(0, 'x');
    page.skip('y');
    page.skip('y', 2);
    page.pass();
    page.note('250 ms');
  });
  expect(finding).toMatchObject({
    title: 'has spans whose parent was never stored: 250 ms',
    applicable: 2,
    failing: 1,
  });
});

describe('severity', () => {
  test.each([
    ['few units', {}, 10, 9, 'info'],
    ['few units are enough if the config says so', { minApplicable: 19 }, 10, 9, 'error'],
    [
      'by service',
      {
        thresholdOf: (check: string, service: string) => ({
          error: check === 'orphan-span' && service === 'a' ? 0.9 : 0,
          warning: 0,
          severity: null,
        }),
      },
      10,
      10,
      'warning',
    ],
  ] as const)('%s', (_, options, count, passing, expected) => {
    expect(findingsOf(failing(ownSubject(0), count, passing), options)[0]!.severity).toBe(expected);
  });

  test('off', () => {
    const thresholdOf = () => ({ error: 0, warning: 0, severity: 'off' }) as const;
    expect(findingsOf(failing(ownSubject(0), 10, 10), { thresholdOf })).toEqual([]);
  });
});

describe('order', () => {
  const order = (answer: (answers: Answers) => void) =>
    findingsOf(answer).map(({ service, edge, blame }) =>
      [service, edge?.from, blame.service, blame.basis].join(' ').trim(),
    );
  test('the surest rate first, then the larger number, then names; infos last', () => {
    const edge = edgeSubject(0, 1, null);
    expect(
      order((answers) => {
        failing(ownSubject(0), 10, 30)(answers);
        failing(edge, 2, 2)(answers);
        failing(ownSubject(1), 20, 0)(answers);
      }),
    ).toEqual(['b  b own', 'a  a own', 'b a  unknown']);
    expect(
      order((answers) => {
        failing(ownSubject(1), 3, 3)(answers);
        failing(ownSubject(0), 3, 3)(answers);
        failing(edge, 3, 3)(answers);
      }),
    ).toEqual(['a  a own', 'b a  unknown', 'b  b own']);
  });

  test('of equal rates that are certain to be above nothing, the one with more failures', () => {
    const rates = findingsOf((answers) => {
      failing(ownSubject(0), 1, 0)(answers);
      failing(ownSubject(1), 2, 0)(answers);
    }).map(({ service }) => service);
    expect(rates).toEqual(['b', 'a']);
  });
});

describe('services', () => {
  const answer = (answers: Answers) => {
    failing(ownSubject(0), 1, 1)(answers);
    failing(ownSubject(1), 1, 1)(answers);
    failing(edgeSubject(0, 1, null), 1, 1)(answers);
  };
  test.each([
    [[], 3],
    [['a'], 2],
    [['b'], 2],
    [['a', 'b'], 3],
    [['c'], 0],
  ])('%j', (services, count) => {
    expect(findingsOf(answer, { services })).toHaveLength(count);
  });
  test('by pattern', () => {
    expect(findingsOf(answer, { services: ['?'], matches: () => true })).toHaveLength(3);
  });
});

describe('exemptions', () => {
  const exemption: Exemption = {
    check: 'orphan-span',
    service: 'a',
    edge: null,
    reason: 'is being rebuilt',
    until: '2026-11-20',
    endsAt: Date.UTC(2026, 10, 21),
  };
  const onEdge: Exemption = { ...exemption, service: null, edge: { from: 'a', to: 'b' } };
  const answer = failing(ownSubject(0), 10, 30);
  const edgeAnswer = failing(edgeSubject(0, 1, 0), 10, 30);

  test('excused failures are counted apart', () => {
    const [finding] = findingsOf(answer, { exemptions: [exemption] });
    expect(finding).toMatchObject({
      severity: 'info',
      applicable: 40,
      failing: 0,
      exempt: 10,
      rate: 0,
      interval: { low: 0 },
    });
    expect(finding!.examples).toHaveLength(5);
  });

  test.each([
    ['another check', answer, { ...exemption, check: 'missing-root' }, 0],
    ['another service', answer, { ...exemption, service: 'b' }, 0],
    ['no service', answer, { ...exemption, service: null }, 0],
    ['the edge', edgeAnswer, onEdge, 10],
    ['an edge, for what is about none', answer, onEdge, 0],
    ['another edge', edgeAnswer, { ...onEdge, edge: { from: 'a', to: 'c' } }, 0],
    ['the other way round', edgeAnswer, { ...onEdge, edge: { from: 'b', to: 'a' } }, 0],
    ['the service that the edge is reported at', edgeAnswer, { ...exemption, service: 'b' }, 10],
  ])('%s', (_, answers, exemption, exempt) => {
    expect(findingsOf(answers, { exemptions: [exemption] })[0]!.exempt).toBe(exempt);
  });

  test('it holds to the end of its last day; then it is a finding of its own', () => {
    const exemptions = [exemption];
    expect(findingsOf(answer, { exemptions, now: exemption.endsAt - 1 })).toHaveLength(1);
    const found = findingsOf(answer, { exemptions, now: exemption.endsAt + 60_000 });
    expect(found.map(({ check, failing, exempt }) => [check, failing, exempt])).toEqual([
      ['orphan-span', 10, 0],
      ['expired-exemption', 1, 0],
    ]);
    expect(found[1]).toEqual({
      check: 'expired-exemption',
      title: 'has an exemption from orphan-span that ended with 2026-11-20 (its reason: is being rebuilt)',
      severity: 'warning',
      service: 'a',
      edge: null,
      unit: 'exemption',
      applicable: 1,
      failing: 1,
      exempt: 0,
      rate: 1,
      interval: { low: expect.closeTo(0.2065493, 6), high: 1 },
      blame: { service: null, basis: 'unknown' },
      reasons: { expired: 1 },
      firstSeen: '2026-11-21T00:00:00.000Z',
      lastSeen: '2026-11-21T00:01:00.000Z',
      histogram: null,
      examples: [],
      remedy: expect.stringContaining('end date'),
    });
  });

  test('an expired one of an edge is told at the callee', () => {
    const found = findingsOf(() => {}, {
      exemptions: [onEdge, { ...onEdge, edge: null }],
      now: exemption.endsAt,
    });
    expect(found.map(({ service, edge }) => [service, edge])).toEqual([
      ['', null],
      ['b', { from: 'a', to: 'b' }],
    ]);
  });

  test('what became of each', () => {
    const exemptions = [
      { ...exemption, check: 'missing-root' },
      exemption,
      { ...exemption, reason: 'twice' },
      { ...onEdge, endsAt: NOW },
    ];
    const found = findingsOf(
      (answers) => {
        answer(answers);
        edgeAnswer(answers);
      },
      { exemptions },
    );
    expect(
      exemptionUses(exemptions, found, NOW).map(({ expired, units, reason }) => [expired, units, reason]),
    ).toEqual([
      [false, 0, 'is being rebuilt'],
      [false, 10, 'is being rebuilt'],
      [false, 0, 'twice'],
      [true, 0, 'is being rebuilt'],
    ]);
  });
});

describe('examples', () => {
  const all = (answers: Answers) => failing(ownSubject(0), 40, 0)(answers);
  test('five of different traces', () => {
    const { examples } = findingsOf(all)[0]!;
    expect(new Set(examples.map(({ traceId }) => traceId)).size).toBe(5);
  });

  test('with fewer traces, several of one, and none twice', () => {
    const spans: TestSpan[] = [
      ...['1', '2', '3', '4', '5'].map((id) => ({ trace: '1', id, start: 1 })),
      { trace: '1', id: '1', start: 2 },
      { trace: '2', id: '1' },
    ];
    const examples = findingsOf(failing(ownSubject(0), 7, 0), {}, spans)[0]!.examples.map(
      ({ traceId, spanId }) => traceId + spanId,
    );
    expect(new Set(examples).size).toBe(5);
    expect(new Set(examples.slice(0, 2).map((example) => example.slice(0, 32))).size).toBe(2);
  });

  test('the order of the spans makes no difference', () => {
    const picked = (spans: readonly TestSpan[]) => findingsOf(all, {}, spans)[0]!.examples;
    expect(picked(SPANS.toReversed())).toEqual(picked(SPANS));
  });

  test('IDs that are none are shown as they came, where that is known', () => {
    const spans: TestSpan[] = [
      { trace: '0'.repeat(32), id: '1', invalid: 'trace' },
      { trace: '2', id: '2', invalid: 'span' },
      { trace: '3', id: '3', invalid: 'span' },
    ];
    const rawIds = new Map([
      ['0'.repeat(32), 'not hex'],
      ['0000000000000002', '02'],
      [traceIdOf('3'), 'never shown'],
    ]);
    const { examples } = findingsOf(failing(ownSubject(0), 3, 0), {}, spans, rawIds)[0]!;
    expect(new Set(examples)).toEqual(
      new Set([
        { traceId: 'not hex', spanId: '0000000000000001' },
        { traceId: traceIdOf('2'), spanId: '02' },
        { traceId: traceIdOf('3'), spanId: '0000000000000003' },
      ]),
    );
  });
});

describe('time', () => {
  test('over the window, if there is one', () => {
    const window = { start: NOON - 60_000, end: NOON };
    expect(findingsOf(failing(ownSubject(0), 2, 0), { window })[0]!.histogram).toEqual({
      start: '2026-11-20T13:59:00.000Z',
      bucketSeconds: 1,
      counts: [...Array.from({ length: 59 }, () => 0), 2],
    });
  });

  test('spans without any time', () => {
    const spans = repeat(1, [{ id: 'a', noStart: true }]);
    expect(findingsOf(failing(ownSubject(0), 1, 0), {}, spans)[0]).toMatchObject({
      firstSeen: null,
      lastSeen: null,
      histogram: null,
    });
  });
});
