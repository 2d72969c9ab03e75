import { withShortNames } from '../../lib/publish/alerts/short-names';
import { type AlertState, EMPTY_STATE } from '../../lib/publish/alerts/state';
import { transition } from '../../lib/publish/alerts/transition';
import type { RunNotice } from '../../lib/publish/notice';
import type { Finding } from '../../lib/report/finding-model';
import { CART_CALLS, LATE_CHILDREN, noticeAt, ORDERS, unknownAt } from './notices';

const OPTIONS = { confirmWindows: 1, remindAfter: 86_400_000 };

/** `orders` with this rate and interval, in percent. */
function orders(rate: number, low: number, high: number, severity: Finding['severity'] = 'error'): Finding {
  return { ...ORDERS, severity, rate: rate / 100, interval: { low: low / 100, high: high / 100 } };
}

const GONE: Finding[] = [];
const MUTED: Finding = {
  ...ORDERS,
  severity: 'info',
  failing: 0,
  exempt: 420,
  rate: 0,
  interval: { low: 0, high: 0.0004 },
};

/** What each of the runs tells: `kind` of each change, with `!` where it is a reason to post, and of sight. */
function story(notices: readonly RunNotice[], options = OPTIONS, from: AlertState = EMPTY_STATE): string[] {
  let state = from;
  return notices.map((notice) => {
    const moved = transition(state, notice, options);
    state = moved.state;
    const { changes, sight } = moved.run;
    return [
      ...(sight === null ? [] : [`${sight.kind}${sight.tells ? '!' : ''}`]),
      ...changes.map(({ kind, tells }) => `${kind}${tells ? '!' : ''}`),
    ].join(' ');
  });
}

const hours = (findings: readonly Finding[][], first = 1) =>
  findings.map((own, index) => noticeAt(first + index, own));

describe('a finding over the windows', () => {
  test.each<[string, Finding[][], string[]]>([
    ['new posts at once, ongoing does not', [[ORDERS], [ORDERS], [ORDERS]], ['new!', 'ongoing', 'ongoing']],
    ['resolved is told once', [[ORDERS], GONE, GONE], ['new!', 'resolved!', '']],
    ['and begins anew', [[ORDERS], GONE, [ORDERS]], ['new!', 'resolved!', 'new!']],
    ['nothing is nothing', [GONE, GONE], ['', '']],
    ['a note is nothing', [[orders(0.05, 0.01, 0.2, 'info')]], ['']],
    [
      'worse where the intervals separate',
      [[orders(4, 3.8, 4.2)], [orders(5, 4.3, 5.5)]],
      ['new!', 'worse!'],
    ],
    ['not where they touch', [[orders(4, 3.8, 4.2)], [orders(5, 4.2, 5.5)]], ['new!', 'ongoing']],
    [
      'worse is measured by what was told',
      [[orders(4, 3.8, 4.2)], [orders(4.3, 4.1, 4.5)], [orders(4.6, 4.4, 4.8)]],
      ['new!', 'ongoing', 'worse!'],
    ],
    [
      'worse once',
      [[orders(4, 3.8, 4.2)], [orders(9, 8, 10)], [orders(9, 8, 10)]],
      ['new!', 'worse!', 'ongoing'],
    ],
    ['better is no reason to post', [[orders(9, 8, 10)], [orders(4, 3.8, 4.2)]], ['new!', 'better']],
    [
      'better and back is no news',
      [[orders(9, 8, 10)], [orders(4, 3.8, 4.2)], [orders(9, 8, 10)]],
      ['new!', 'better', 'ongoing'],
    ],
    [
      'a rate at the threshold does not flap',
      [
        [orders(0.2, 0.11, 0.3, 'warning')],
        [orders(0.18, 0.09, 0.28, 'info')],
        [orders(0.2, 0.11, 0.3, 'warning')],
        [orders(0.18, 0.09, 0.28, 'info')],
      ],
      ['new!', 'ongoing', 'ongoing', 'ongoing'],
    ],
    [
      'less than a warning and wholly below is resolved',
      [[orders(1, 0.9, 1.1)], [orders(0.02, 0.01, 0.05, 'info')]],
      ['new!', 'resolved!'],
    ],
    [
      'a warning that becomes an error is told once',
      [
        [orders(1.2, 0.95, 1.5, 'warning')],
        [orders(1.3, 1.05, 1.6)],
        [orders(1.2, 0.95, 1.5, 'warning')],
        [orders(1.3, 1.05, 1.6)],
      ],
      ['new!', 'raised!', 'ongoing', 'ongoing'],
    ],
    ['exempted is muted, not resolved', [[ORDERS], [MUTED], [MUTED]], ['new!', '', '']],
    ['exempted from the beginning', [[MUTED], [MUTED]], ['', '']],
    [
      'several findings, the news first',
      [[ORDERS], [ORDERS, LATE_CHILDREN], [ORDERS, CART_CALLS, LATE_CHILDREN]],
      ['new!', 'new! ongoing', 'new! ongoing ongoing'],
    ],
    [
      'edges are findings of their own',
      [[CART_CALLS], [{ ...CART_CALLS, edge: { from: 'frontend', to: 'search' } }]],
      ['new!', 'new! resolved!'],
    ],
  ])('%s', (_, windows, told) => {
    expect(story(hours(windows))).toEqual(told);
  });

  test('is told again after remindAfter, and again', () => {
    const windows = Array.from({ length: 52 }, () => [ORDERS]);
    const told = story(hours(windows, 0));
    expect(told.flatMap((line, hour) => (line.endsWith('!') ? [[hour, line]] : []))).toEqual([
      [0, 'new!'],
      [24, 'ongoing!'],
      [48, 'ongoing!'],
    ]);
  });

  test('since is the start of its first window, before what was told', () => {
    const first = transition(EMPTY_STATE, noticeAt(14, [ORDERS]), OPTIONS);
    const { run } = transition(first.state, noticeAt(15, [orders(9, 8, 10)]), OPTIONS);
    expect(run.changes).toEqual([
      {
        check: 'orphan-span',
        service: 'orders',
        edge: null,
        kind: 'worse',
        tells: true,
        since: '2026-11-20T14:00:00.000Z',
        severity: 'error',
        before: { rate: 0.042, low: 0.0382, high: 0.0461 },
      },
    ]);
  });
});

/** A run in which nothing was seen of the findings' services and edges. */
const quietAt = (hour: number, more: Partial<RunNotice> = {}) => noticeAt(hour, [], { passed: [], ...more });
const DAYS = 24;

describe('a service without traffic', () => {
  test.each<[string, RunNotice[], string[]]>([
    [
      'is not healthy: what fails again after it goes on',
      [noticeAt(1, [ORDERS]), quietAt(2), quietAt(3), noticeAt(4, [ORDERS])],
      ['new!', 'unseen', 'unseen', 'ongoing'],
    ],
    [
      'and what passes after it is resolved, once',
      [noticeAt(1, [ORDERS]), quietAt(2), noticeAt(3, []), noticeAt(4, [])],
      ['new!', 'unseen', 'resolved!', ''],
    ],
    [
      'nor is an edge without calls',
      [noticeAt(1, [CART_CALLS]), quietAt(2), noticeAt(3, [])],
      ['new!', 'unseen', 'resolved!'],
    ],
    [
      'another service, edge or check that passes says nothing of it',
      [
        noticeAt(1, [ORDERS, CART_CALLS]),
        quietAt(2, {
          passed: [
            { check: 'orphan-span', services: ['cart', 'frontend'], edges: [{ from: 'web', to: 'orders' }] },
            { check: 'missing-root', services: ['orders'], edges: [{ from: 'frontend', to: 'cart' }] },
            {
              check: 'client-without-server',
              services: ['frontend'],
              edges: [{ from: 'cart', to: 'frontend' }],
            },
          ],
        }),
      ],
      ['new! new!', 'unseen unseen'],
    ],
    [
      'is no reminder',
      [noticeAt(0, [ORDERS]), quietAt(30), noticeAt(31, [ORDERS])],
      ['new!', 'unseen', 'ongoing!'],
    ],
    [
      'is forgotten after eight days, once, which is no recovery',
      [noticeAt(0, [ORDERS]), quietAt(8 * DAYS - 1), quietAt(8 * DAYS), quietAt(8 * DAYS + 1)],
      ['new!', 'unseen', 'forgotten!', ''],
    ],
    [
      'and is new when it fails then',
      [noticeAt(0, [ORDERS]), quietAt(8 * DAYS), noticeAt(8 * DAYS + 1, [ORDERS])],
      ['new!', 'forgotten!', 'new!'],
    ],
    [
      'what runs once a week is never forgotten',
      [0, 7, 14, 21].flatMap((day) => [
        noticeAt(day * DAYS, [ORDERS]),
        quietAt(day * DAYS + 1),
        quietAt((day + 7) * DAYS - 1),
      ]),
      [
        'new!',
        'unseen',
        'unseen',
        'ongoing!',
        'unseen',
        'unseen',
        'ongoing!',
        'unseen',
        'unseen',
        'ongoing!',
        'unseen',
        'unseen',
      ],
    ],
    [
      'passing is data as well: the days are counted from it',
      [
        noticeAt(0, [ORDERS], {}),
        noticeAt(1, [orders(4, 3.8, 4.2)]),
        quietAt(8 * DAYS),
        quietAt(8 * DAYS + 1),
      ],
      ['new!', 'ongoing', 'unseen', 'forgotten!'],
    ],
    [
      'windows in which not all was read or told are not counted',
      [
        noticeAt(0, [ORDERS]),
        quietAt(9 * DAYS, { problems: ['a.json.gz: truncated'] }),
        quietAt(9 * DAYS + 1, { moreFindings: 1 }),
        quietAt(9 * DAYS + 2, { morePassed: 1 }),
        unknownAt(9 * DAYS + 3),
        quietAt(9 * DAYS + 4),
      ],
      ['new!', 'ongoing', 'ongoing', 'ongoing', 'unknown!', 'seeing! forgotten!'],
    ],
    [
      'what passes in a part of the input is not known to pass',
      [noticeAt(1, [ORDERS]), noticeAt(2, [], { problems: ['a: gone'] }), noticeAt(3, [])],
      ['new!', 'ongoing', 'resolved!'],
    ],
    [
      'what passes is listed, whatever else is not',
      [noticeAt(1, [ORDERS]), noticeAt(2, [], { morePassed: 900, moreFindings: 7 })],
      ['new!', 'resolved!'],
    ],
    [
      'an exemption that has expired needs no traffic to be renewed',
      [
        noticeAt(1, [{ ...ORDERS, check: 'expired-exemption', severity: 'warning', unit: 'exemption' }]),
        quietAt(2, { moreFindings: 1 }),
        quietAt(3),
      ],
      ['new!', 'ongoing', 'resolved!'],
    ],
  ])('%s', (_, notices, told) => {
    expect(story(notices)).toEqual(told);
  });

  test('changes nothing of what is remembered', () => {
    const { state } = transition(EMPTY_STATE, noticeAt(1, [ORDERS, LATE_CHILDREN]), OPTIONS);
    expect(transition(state, quietAt(2), OPTIONS).state.findings).toEqual(state.findings);
  });

  test('names that are cut are the same names where they pass', () => {
    const long = 'orders-'.repeat(40);
    const failing = withShortNames(noticeAt(1, [{ ...ORDERS, service: long }]));
    const { state } = transition(EMPTY_STATE, failing, OPTIONS);
    const passed = [{ check: 'orphan-span', services: [long], edges: [] }];
    const { run } = transition(state, withShortNames(noticeAt(2, [], { passed })), OPTIONS);
    expect(run.changes).toMatchObject([{ kind: 'resolved' }]);
  });
});

describe('two windows in a row', () => {
  const TWO = { ...OPTIONS, confirmWindows: 2 };
  test.each<[string, RunNotice[], string[]]>([
    ['are needed to tell', hours([[ORDERS], [ORDERS]]), ['', 'new!']],
    ['one alone is not told', hours([[ORDERS], GONE, [ORDERS], GONE]), ['', '', '', '']],
    [
      'are needed to call it resolved',
      hours([[ORDERS], [ORDERS], GONE, GONE]),
      ['', 'new!', 'ongoing', 'resolved!'],
    ],
    [
      'and not where it comes back',
      hours([[ORDERS], [ORDERS], GONE, [ORDERS], GONE]),
      ['', 'new!', 'ongoing', 'ongoing', 'ongoing'],
    ],
    [
      'a window without data is not counted',
      [noticeAt(1, [ORDERS]), unknownAt(2), noticeAt(3, [ORDERS])],
      ['', 'unknown!', 'seeing! new!'],
    ],
    [
      'nor is one in which the service has no traffic',
      [
        noticeAt(1, [ORDERS]),
        quietAt(2),
        noticeAt(3, [ORDERS]),
        noticeAt(4, []),
        quietAt(5),
        noticeAt(6, []),
      ],
      ['', '', 'new!', 'ongoing', 'unseen', 'resolved!'],
    ],
    [
      'of which nobody was told is forgotten without a word',
      [noticeAt(0, [ORDERS]), quietAt(8 * DAYS), noticeAt(8 * DAYS + 1, [ORDERS])],
      ['', '', ''],
    ],
    [
      'nor does it resolve',
      [noticeAt(1, [ORDERS]), noticeAt(2, [ORDERS]), noticeAt(3, []), unknownAt(4), noticeAt(5, [])],
      ['', 'new!', 'ongoing', 'unknown!', 'seeing! resolved!'],
    ],
  ])('%s', (_, notices, told) => {
    expect(story(notices, TWO)).toEqual(told);
  });
});

describe('runs that see nothing, or not all', () => {
  const failed = (hour: number) => unknownAt(hour, { kind: 'failed', runId: `failed/${hour}` });
  test.each<[string, RunNotice[], string[]]>([
    [
      'unknown is told once, and its end',
      [unknownAt(1), unknownAt(2), noticeAt(3, [])],
      ['unknown!', 'unknown', 'seeing!'],
    ],
    [
      'findings stay open over it',
      [noticeAt(1, [ORDERS]), unknownAt(2), noticeAt(3, [ORDERS])],
      ['new!', 'unknown!', 'seeing! ongoing'],
    ],
    [
      'a failed window is told whenever it was',
      [noticeAt(5, [ORDERS]), failed(2), noticeAt(6, [ORDERS])],
      ['new!', 'failed!', 'seeing! ongoing'],
    ],
    [
      'several failed windows are told once',
      [failed(1), failed(2), failed(3)],
      ['failed!', 'failed', 'failed'],
    ],
    [
      'each kind is told',
      [failed(1), unknownAt(2), unknownAt(3, { kind: 'not-audited' })],
      ['failed!', 'unknown!', 'not-audited!'],
    ],
    [
      'it is told again after a day',
      [unknownAt(0), unknownAt(23), unknownAt(24)],
      ['unknown!', 'unknown', 'unknown!'],
    ],
    [
      'what was not read may hold it',
      [
        noticeAt(1, [ORDERS]),
        noticeAt(2, [], { verdict: 'findings', problems: ['a.json.gz: truncated'] }),
        noticeAt(3, []),
      ],
      ['new!', 'ongoing', 'resolved!'],
    ],
    [
      'and what the notice has no room for',
      [noticeAt(1, [ORDERS]), noticeAt(2, [LATE_CHILDREN], { passed: [], moreFindings: 3 })],
      ['new!', 'new! ongoing'],
    ],
  ])('%s', (_, notices, told) => {
    expect(story(notices)).toEqual(told);
  });

  test('since when nobody could see is told at its end', () => {
    const first = transition(EMPTY_STATE, unknownAt(1), OPTIONS);
    const second = transition(first.state, unknownAt(2), OPTIONS);
    expect(transition(second.state, noticeAt(3, []), OPTIONS).run.sight).toEqual({
      kind: 'seeing',
      since: '2026-11-20T01:00:00.000Z',
      tells: true,
    });
  });
});

describe('notices that come again or late', () => {
  test('the same run changes nothing and gives what was decided', () => {
    const first = transition(EMPTY_STATE, noticeAt(1, [ORDERS]), OPTIONS);
    const later = transition(first.state, noticeAt(2, []), OPTIONS);
    const again = transition(later.state, noticeAt(1, [ORDERS]), OPTIONS);
    expect(again.state).toBe(later.state);
    expect(again.run).toEqual(first.run);
  });

  test('a window that is not later changes no finding', () => {
    const { state } = transition(EMPTY_STATE, noticeAt(5, [ORDERS]), OPTIONS);
    for (const late of [noticeAt(4, []), noticeAt(5, [], { runId: 'other' }), unknownAt(3)]) {
      const moved = transition(state, late, OPTIONS);
      expect({ ...moved.state, runs: state.runs }).toEqual(state);
      expect(moved.run).toMatchObject({ changes: [], sight: null });
    }
  });

  test('an incident tells what it finds and changes no state', () => {
    const { state } = transition(EMPTY_STATE, noticeAt(5, [ORDERS]), OPTIONS);
    const incident = noticeAt(3, [CART_CALLS, { ...ORDERS, severity: 'info' }], {
      kind: 'incident',
      runId: 'i',
    });
    const moved = transition(state, incident, OPTIONS);
    expect({ ...moved.state, runs: state.runs }).toEqual(state);
    expect(moved.run.changes.map(({ kind, service }) => [kind, service])).toEqual([['found', 'frontend']]);
  });

  test('an incident against a baseline says what is new', () => {
    const now = { rate: 0.042, low: 0.0382, high: 0.0461 };
    const before = { rate: 0.01, low: 0.009, high: 0.011 };
    const incident = noticeAt(3, [ORDERS], {
      kind: 'incident',
      comparedWith: {
        window: { start: '2026-11-20T02:00:00.000Z', end: '2026-11-20T03:00:00.000Z' },
        verdict: 'findings',
        judgedTraces: 100,
        changes: [{ check: 'orphan-span', service: 'orders', edge: null, change: 'worse', before, now }],
        moreChanges: 0,
      },
    });
    expect(transition(EMPTY_STATE, incident, OPTIONS).run.changes).toMatchObject([{ kind: 'worse', before }]);
  });
});
