import type { Coverage } from '../../lib/report/coverage-model';
import { exitCodeOf } from '../../lib/report/exit-code';
import type { FindingSeverity } from '../../lib/report/finding-model';
import { compareFindings } from '../../lib/report/order';
import { verdictSentence } from '../../lib/report/text/verdict';
import { verdictOf } from '../../lib/report/verdict';
import { nothingJudged } from '../../lib/report/why-unknown';
import { HEALTHY, NO_DATA, NOTE, OWN_ORPHANS, REMOTE_ORPHANS, SILENT_CALLS, UNREADABLE } from './samples';

const read = HEALTHY.coverage;
const none = NO_DATA.coverage;
const unread = UNREADABLE.coverage;
const linkLoop: Coverage = {
  ...read,
  problems: [{ object: 'a/b', offset: null, reason: 'link-loop', message: 'leads back to a', count: 1 }],
};
const rejected: Coverage = { ...read, spans: { ...read.spans, rejected: 1 } };

describe('verdict and exit code', () => {
  const cases: [string, Coverage, FindingSeverity[], string, number, number, number][] = [
    // what, coverage, severities, verdict, exit code with --fail-on error, warning, never
    ['all read, no finding', read, [], 'ok', 0, 0, 0],
    ['notes only', read, ['info'], 'ok', 0, 0, 0],
    ['a warning', read, ['info', 'warning'], 'findings', 0, 1, 0],
    ['an error', read, ['warning', 'error'], 'findings', 1, 1, 0],
    ['no data', none, [], 'unknown', 3, 3, 3],
    ['some unread, no finding', unread, [], 'unknown', 3, 3, 3],
    ['some unread, notes only', unread, ['info'], 'unknown', 3, 3, 3],
    ['some unread, a warning', unread, ['warning'], 'findings', 0, 1, 0],
    ['some unread, an error', unread, ['error'], 'findings', 1, 1, 0],
    ['one damaged span', rejected, [], 'unknown', 3, 3, 3],
    ['a link loop, which hides nothing', linkLoop, [], 'ok', 0, 0, 0],
  ];
  test.each(cases)('%s', (_, coverage, severities, verdict, error, warning, never) => {
    const findings = severities.map((severity) => Object.assign({}, NOTE, { severity }));
    const report = { ...HEALTHY, coverage, findings, verdict: verdictOf({ ...HEALTHY, coverage, findings }) };
    expect(report.verdict).toBe(verdict);
    expect([exitCodeOf(report, 'error'), exitCodeOf(report, 'warning'), exitCodeOf(report, 'never')]).toEqual(
      [error, warning, never],
    );
  });
});

describe('a report of some services only', () => {
  const settings = { ...HEALTHY.settings, services: ['cart', 'nobody'] };
  const cart = { name: 'cart', spans: 2, traces: 1, roots: 1, orphans: 0 };

  test('is ok where one of them was seen', () => {
    expect(verdictOf({ coverage: read, findings: [], settings, services: [cart] })).toBe('ok');
  });

  test('is unknown where none was', () => {
    const report = { ...HEALTHY, settings, services: [] };
    expect(verdictOf(report)).toBe('unknown');
    expect(nothingJudged(report)).toEqual({ because: 'no-service', count: 2 });
    expect(verdictSentence({ ...report, verdict: 'unknown' })).toBe(
      'Nothing could be judged: no trace has a span of the services asked for.',
    );
  });

  test('without a filter no service is missed', () => {
    expect(verdictOf({ ...HEALTHY, services: [] })).toBe('ok');
  });
});

describe('why nothing could be judged', () => {
  const objects = { listed: 5, read: 5, unreadable: 0 };
  const spans = { read: 10, kept: 10, rejected: 0 };
  const traces = { ...none.traces, seen: 4, sampled: 4 };
  test.each([
    [none, 'no object was found'],
    [{ ...none, objects: { listed: 5, read: 0, unreadable: 5 } }, 'no object of 5 could be read'],
    [{ ...none, objects }, 'no span was found in 5 objects'],
    [{ ...none, objects, spans, traces: { ...traces, sampled: 0 } }, 'no trace of 4 fell into the sample'],
    [
      { ...none, objects, spans, traces: { ...traces, outsideWindow: 4 } },
      'all 4 traces began outside the window',
    ],
    [
      { ...none, objects, spans, traces: { ...traces, sampled: 1, outsideWindow: 1 } },
      'the only trace began outside the window',
    ],
    [
      { ...none, objects, spans, traces: { ...traces, unsettled: 4 } },
      'no trace of 4 was complete and settled',
    ],
  ])('%#', (coverage, why) => {
    expect(verdictSentence({ ...NO_DATA, coverage })).toBe(`Nothing could be judged: ${why}.`);
  });

  test('names the window where there is one', () => {
    expect(verdictSentence({ ...NO_DATA, window: HEALTHY.window })).toBe(
      'Nothing could be judged: no object was found for the window.',
    );
  });
});

test('the most harmful finding comes first', () => {
  const smaller = { ...OWN_ORPHANS, failing: 5 };
  const edge = { ...OWN_ORPHANS, edge: { from: 'a', to: 'b' } };
  const findings = [NOTE, smaller, REMOTE_ORPHANS, edge, OWN_ORPHANS, SILENT_CALLS];
  expect(findings.toSorted(compareFindings)).toEqual([
    SILENT_CALLS,
    OWN_ORPHANS,
    edge,
    smaller,
    REMOTE_ORPHANS,
    NOTE,
  ]);
});
