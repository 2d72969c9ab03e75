import {
  fitNotice,
  MAX_NOTICE_BYTES,
  MAX_NOTICE_FINDINGS,
  MAX_PROBLEM_LENGTH,
  noticeSchema,
  noticeText,
  type RunNotice,
} from '../../lib/publish/notice';
import { OWN_ORPHANS } from '../report/samples';
import { noticeAt } from './notices';

const NOTICE = noticeAt(14, [], { passed: [] });
const bytes = (notice: RunNotice) => Buffer.byteLength(noticeText(notice));
const numbered = (count: number, remedy = '') =>
  Array.from({ length: count }, (_, index) => ({ ...OWN_ORPHANS, service: `service-${index}`, remedy }));

test('a short one stays as it is', () => {
  const notice = { ...NOTICE, findings: numbered(3) };
  expect(fitNotice(notice)).toEqual(notice);
  expect(noticeSchema.parse(JSON.parse(noticeText(notice)))).toEqual(notice);
});

test('at most 50 findings', () => {
  const fitted = fitNotice({ ...NOTICE, findings: numbered(60), moreFindings: 5 });
  expect([fitted.findings.length, fitted.moreFindings]).toEqual([MAX_NOTICE_FINDINGS, 15]);
});

test('a long one ends at the border of a finding, exactly at the limit', () => {
  const findings = numbered(10, 'x'.repeat(1000));
  const limit = bytes({ ...NOTICE, findings: findings.slice(0, 4), moreFindings: 6 });
  expect(fitNotice({ ...NOTICE, findings }, limit).findings).toHaveLength(4);
  const less = fitNotice({ ...NOTICE, findings }, limit - 1);
  expect([less.findings, less.moreFindings]).toEqual([findings.slice(0, 3), 7]);
});

test('whatever names are in it, it fits', () => {
  const long = '\u202e<!channel>'.repeat(40_000);
  const change = {
    check: 'a',
    service: long,
    edge: null,
    change: 'new',
    before: null,
    now: { rate: 1, low: 1, high: 1 },
  } as const;
  const fitted = fitNotice({
    ...NOTICE,
    findings: numbered(3, long),
    problems: Array.from({ length: 99 }, () => long),
    reason: long,
    comparedWith: {
      window: NOTICE.window,
      verdict: 'ok',
      judgedTraces: 1,
      changes: [change],
      moreChanges: 0,
    },
  });
  expect(bytes(fitted)).toBeLessThanOrEqual(MAX_NOTICE_BYTES);
  expect([fitted.findings, fitted.moreFindings]).toEqual([[], 3]);
  expect([fitted.comparedWith?.changes, fitted.comparedWith?.moreChanges]).toEqual([[], 1]);
  expect(fitted.problems).toHaveLength(20);
  expect(Array.from(fitted.reason ?? '')).toHaveLength(MAX_PROBLEM_LENGTH);
  expect(noticeText(fitted)).not.toContain('\u202e');
  expect(noticeSchema.parse(fitted)).toEqual(fitted);
});

describe('what passed', () => {
  const passed = [
    { check: 'orphan-span', services: Array.from({ length: 600 }, (_, n) => `service-${n}`), edges: [] },
    {
      check: 'client-without-server',
      services: [],
      edges: Array.from({ length: 400 }, (_, n) => ({ from: `service-${n}`, to: 'cart' })),
    },
  ];
  const notice = { ...NOTICE, passed, findings: numbered(5) };
  const subjectsOf = (one: RunNotice) =>
    one.passed.flatMap(({ check, services, edges }) => [
      ...services.map((service) => `${check} ${service}`),
      ...edges.map(({ from, to }) => `${check} ${from} ${to}`),
    ]);
  const all = subjectsOf(notice);
  const half = bytes({ ...notice, passed: [], morePassed: 1000 }) + (bytes(notice) - bytes(NOTICE)) * 0.6;

  test('is whole where there is room for it', () => {
    expect(fitNotice(notice)).toEqual(notice);
  });

  test('is halved before a finding is left out, and what is left out is counted', () => {
    const fitted = fitNotice(notice, half);
    expect(bytes(fitted)).toBeLessThanOrEqual(half);
    expect([fitted.findings.length, fitted.moreFindings]).toEqual([5, 0]);
    const kept = subjectsOf(fitted);
    expect(kept.every((subject) => all.includes(subject))).toBe(true);
    expect(kept.length + fitted.morePassed).toBe(1000);
    // A share of a half, by hash: five standard deviations of a binomial, 79.
    expect(Math.abs(kept.length - 500)).toBeLessThan(79);
    expect(noticeSchema.parse(JSON.parse(noticeText(fitted)))).toEqual(fitted);
  });

  test('is the same half for the same window, and another one for another: nothing is left out for ever', () => {
    expect(fitNotice(notice, half)).toEqual(fitNotice(notice, half));
    const told = new Set(
      Array.from({ length: 24 }, (_, hour) =>
        subjectsOf(
          fitNotice({ ...notice, window: { ...NOTICE.window, start: `2026-11-20T${hour}:00` } }, half),
        ),
      ).flat(),
    );
    expect(told.size).toBe(1000);
  });

  test('is left out altogether before the second finding is', () => {
    const limit = bytes({ ...notice, passed: [], morePassed: 1000 });
    const fitted = fitNotice(notice, limit);
    expect([fitted.passed, fitted.morePassed, fitted.findings.length]).toEqual([[], 1000, 5]);
    expect(fitNotice(notice, limit - 1)).toMatchObject({ passed: [], morePassed: 1000, moreFindings: 1 });
  });
});
