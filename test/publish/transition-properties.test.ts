import * as fc from 'fast-check';
import { EMPTY_STATE, findingKey, MAX_FOLLOWED } from '../../lib/publish/alerts/state';
import { transition } from '../../lib/publish/alerts/transition';
import type { RunNotice } from '../../lib/publish/notice';
import type { Finding } from '../../lib/report/finding-model';
import { CART_CALLS, LATE_CHILDREN, noticeAt, ORDERS, passedBut, UNHEARD, unknownAt } from './notices';

const OPTIONS = { confirmWindows: 1, remindAfter: 86_400_000 };

const SAMPLES = [ORDERS, CART_CALLS, LATE_CHILDREN, UNHEARD];

/** Keys of the samples' findings that a notice says pass. */
function passedKeys({ passed }: RunNotice): string[] {
  return SAMPLES.filter(({ check, service, edge }) =>
    passed.some(
      (one) =>
        one.check === check &&
        (edge === null
          ? one.services.includes(service)
          : one.edges.some(({ from, to }) => from === edge.from && to === edge.to)),
    ),
  ).map(findingKey);
}

/** Without notices of runs that were told of before: such a run tells again what it told, whatever is new in it. */
function firstOfEachRun(notices: readonly RunNotice[]): RunNotice[] {
  return notices.filter(({ runId }, index) => notices.findIndex((other) => other.runId === runId) === index);
}

/** Hours after the first at which a notice may be. */
const MAX_HOUR = 500;

describe('whatever comes', () => {
  const rate = fc.record({
    low: fc.double({ min: 0, max: 0.5, noNaN: true }),
    width: fc.double({ min: 0, max: 0.2, noNaN: true }),
  });
  const finding = fc
    .record({
      base: fc.constantFrom(...SAMPLES),
      severity: fc.constantFrom('error', 'warning', 'info'),
      rate,
    })
    .map(
      ({ base, severity, rate: { low, width } }): Finding => ({
        ...base,
        severity,
        rate: low + width / 2,
        interval: { low, high: low + width },
      }),
    );
  const findings = fc.uniqueArray(finding, { selector: findingKey });
  const notice = fc
    .record({
      hour: fc.oneof(fc.integer({ min: 0, max: 60 }), fc.integer({ min: 0, max: MAX_HOUR })),
      findings,
      unseen: fc.subarray(SAMPLES),
      kind: fc.constantFrom('audit', 'unknown', 'failed'),
    })
    .map(({ hour, findings: own, unseen, kind }) => {
      if (kind === 'audit') return noticeAt(hour, own, { passed: passedBut([...own, ...unseen]) });
      return unknownAt(hour, kind === 'failed' ? { kind: 'failed', runId: `failed/${hour}` } : {});
    });
  const options = fc.record({
    confirmWindows: fc.integer({ min: 1, max: 3 }),
    remindAfter: fc.constantFrom(3_600_000, 86_400_000),
  });

  test('a finding is told as new, and then as resolved (or forgotten) at most once, in turns; events that come twice add nothing', () => {
    fc.assert(
      fc.property(fc.array(notice, { maxLength: 25 }), options, (notices, own) => {
        let state = EMPTY_STATE;
        const open = new Set<string>();
        const seen = new Set<string>();
        for (const one of notices) {
          const moved = transition(state, one, own);
          expect(transition(moved.state, one, own)).toEqual({ state: moved.state, run: moved.run });
          state = moved.state;
          if (seen.has(one.runId)) continue;
          seen.add(one.runId);
          for (const change of moved.run.changes) {
            const key = findingKey(change);
            expect(open.has(key)).toBe(change.kind !== 'new');
            if (change.kind === 'new') open.add(key);
            if (change.kind === 'resolved' || change.kind === 'forgotten') open.delete(key);
          }
        }
        expect(
          state.findings
            .filter(({ told }) => told !== null)
            .map(findingKey)
            .toSorted(),
        ).toEqual([...open].toSorted());
      }),
    );
  });

  test('what is called resolved passed or came back as less, and what is forgotten did neither', () => {
    fc.assert(
      fc.property(fc.array(notice, { maxLength: 25 }), options, (notices, own) => {
        let state = EMPTY_STATE;
        for (const one of firstOfEachRun(notices)) {
          const moved = transition(state, one, own);
          state = moved.state;
          const known = new Set([...one.findings.map(findingKey), ...passedKeys(one)]);
          for (const change of moved.run.changes) {
            const isKnown = known.has(findingKey(change));
            if (change.kind === 'resolved') expect(isKnown).toBe(true);
            if (change.kind === 'forgotten' || change.kind === 'unseen') expect(isKnown).toBe(false);
          }
        }
      }),
    );
  });

  test('nothing that is unknown touches a finding', () => {
    fc.assert(
      fc.property(fc.array(notice, { maxLength: 10 }), options, (notices, own) => {
        const state = notices.reduce((before, one) => transition(before, one, own).state, EMPTY_STATE);
        // Of an hour that no other is of: a run that comes again tells again what it told.
        const moved = transition(state, unknownAt(MAX_HOUR + 1), own);
        expect(moved.state.findings).toEqual(state.findings);
        expect(moved.run.changes).toEqual([]);
      }),
    );
  });

  test('the state stays small: no more findings and runs than it may hold', () => {
    const many = (hour: number) =>
      Array.from({ length: 50 }, (_, index) => ({ ...ORDERS, service: `service-${hour}-${index}` }));
    let state = EMPTY_STATE;
    // What is not listed is not gone, so that every window adds its fifty.
    for (let hour = 0; hour < 40; hour++)
      state = transition(state, noticeAt(hour, many(hour), { moreFindings: 1 }), OPTIONS).state;
    expect(state.findings).toHaveLength(MAX_FOLLOWED);
    expect(state.runs).toHaveLength(32);
    expect(JSON.stringify(state).length).toBeLessThan(1_000_000);
  });
});
