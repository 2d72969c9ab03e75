import { noticeOfReport, resultOf } from '../../lib/publish/notice-of-report';
import type { Report } from '../../lib/report/model';
import { FAULTY, HEALTHY, NO_DATA, UNREADABLE } from '../report/samples';

const withProblem = (report: Report, reason: 'link-loop' | 'nothing-stored'): Report => ({
  ...report,
  coverage: {
    ...report.coverage,
    problems: [{ object: 's3://traces/otlp/', offset: null, reason, message: 'what it is', count: 1 }],
  },
});

test('what passed is told as the report has it', () => {
  expect(resultOf(FAULTY)).toMatchObject({ passed: FAULTY.passed, morePassed: 0, verdict: 'findings' });
});

test.each<[string, Report, string | null]>([
  ['a result', HEALTHY, null],
  ['findings', FAULTY, null],
  ['no object at all', NO_DATA, 'no object was found'],
  [
    'nothing at all',
    withProblem(NO_DATA, 'nothing-stored'),
    'nothing at all is stored below s3://traces/otlp/: it is new, or another place is meant',
  ],
  ['a part unread', UNREADABLE, 'no fault was seen, but a part of the input could not be read'],
])('the reason of %s', (_, report, reason) => {
  expect(resultOf(report).reason).toBe(reason);
});

test('problems are of what was not read: others leave nothing unread', () => {
  for (const reason of ['link-loop', 'nothing-stored'] as const)
    expect(resultOf(withProblem(HEALTHY, reason)).problems).toEqual([]);
  expect(resultOf(UNREADABLE).problems.length).toBeGreaterThan(0);
});

test('a report without a window is told for the time of its failures', () => {
  const notice = noticeOfReport({ ...FAULTY, window: null }, { environment: 'prod', now: 0 });
  expect(notice.window).toEqual({ start: '2026-11-20T14:02:11.125Z', end: '2026-11-21T00:58:40.900Z' });
});
