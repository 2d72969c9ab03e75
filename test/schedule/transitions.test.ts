import { MAX_LEASE } from '../../lib/schedule/entries';
import { MAX_REPORTED, type ScheduleState, stateSchema } from '../../lib/schedule/state';
import {
  type ClaimRules,
  claim,
  fail,
  finish,
  firstState,
  markReported,
} from '../../lib/schedule/transitions';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const T = Date.UTC(2026, 10, 20, 14);
const RULES: ClaimRules = {
  length: HOUR,
  delay: 17 * MINUTE,
  maxCatchUp: 24 * HOUR,
  maxTries: 3,
  lease: 10 * MINUTE,
};
const hour = (number: number) => ({ start: T + number * HOUR, end: T + (number + 1) * HOUR });
/** The time at which the hours before `number` are due. */
const at = (number: number) => T + number * HOUR + 17 * MINUTE;
const BEGUN: ScheduleState = {
  stateVersion: 1,
  doneUntil: T,
  entries: [],
  toReport: [],
  reported: [],
  bytesPerSecond: null,
};

/** Claims, and fails where nothing is free. */
function taken(state: ScheduleState | null, owner: string, now: number) {
  const step = claim(state, { owner, now }, RULES);
  if (step.result.kind !== 'audit') throw new Error(`nothing to audit: ${step.result.kind}`);
  return { state: step.state, window: step.result.window, tries: step.result.tries };
}

test('the first run of all takes the latest window', () => {
  const { state, window } = taken(null, 'a', at(5));
  expect(window).toEqual(hour(4));
  expect(finish(state, window, 'a', null).state).toEqual({ ...BEGUN, doneUntil: T + 5 * HOUR });
});

test('windows are taken in their order, and closing moves the watermark over all that is closed', () => {
  const first = taken(BEGUN, 'a', at(3));
  const second = taken(first.state, 'b', at(3));
  expect([first.window, second.window]).toEqual([hour(0), hour(1)]);
  const later = finish(second.state, second.window, 'b', null).state;
  expect(later).toMatchObject({ doneUntil: T, entries: [{ state: 'running' }, { state: 'closed' }] });
  expect(finish(later, first.window, 'a', null)).toEqual({
    state: { ...BEGUN, doneUntil: T + 2 * HOUR },
    result: 'closed',
  });
});

test('what others hold is not taken; when all is held, the run is told until when', () => {
  const { state } = taken(BEGUN, 'a', at(1));
  expect(claim(state, { owner: 'b', now: at(1) + MINUTE }, RULES).result).toEqual({
    kind: 'busy',
    leaseUntil: at(1) + 10 * MINUTE,
  });
});

test('nothing is due', () => {
  expect(claim(BEGUN, { owner: 'a', now: at(1) - 1 }, RULES)).toEqual({
    state: BEGUN,
    result: { kind: 'idle' },
  });
});

test('a lease that ran out is taken over, and the late one closes nothing', () => {
  const first = taken(BEGUN, 'a', at(1));
  const second = taken(first.state, 'b', at(1) + 10 * MINUTE);
  expect(second).toMatchObject({ window: hour(0), tries: 2 });
  expect(finish(second.state, hour(0), 'a', null)).toEqual({ state: second.state, result: 'lost' });
  expect(fail(second.state, hour(0), 'a', 'x', RULES, null)).toEqual({ state: second.state, result: 'lost' });
  const closed = finish(second.state, hour(0), 'b', null).state;
  expect(finish(closed, hour(0), 'a', null)).toEqual({ state: closed, result: 'lost' });
});

test('its own claim, of which the answer was lost, is no further try', () => {
  const first = taken(BEGUN, 'a', at(1));
  expect(taken(first.state, 'a', at(1))).toEqual(first);
});

test('a window that failed comes first again; the third time it is parked and does not block', () => {
  let state = BEGUN;
  for (const tries of [1, 2, 3]) {
    const run = taken(state, `run ${tries}`, at(2));
    expect(run).toMatchObject({ window: hour(0), tries });
    const step = fail(run.state, run.window, `run ${tries}`, `reason ${tries}`, RULES, null);
    expect(step.result).toBe(tries === 3 ? 'parked' : 'failed');
    state = step.state;
  }
  const parked = { kind: 'failed', ...hour(0), reason: 'reason 3' } as const;
  expect(state).toEqual({ ...BEGUN, doneUntil: T + HOUR, toReport: [parked] });
  expect(markReported(state, parked)).toEqual({ ...BEGUN, doneUntil: T + HOUR, reported: [parked] });
  expect(taken(state, 'next', at(2)).window).toEqual(hour(1));
});

test('three runs that died without a word park their window too', () => {
  let state = BEGUN;
  let now = at(1);
  for (const owner of ['a', 'b', 'c']) {
    state = taken(state, owner, now).state;
    now += 10 * MINUTE;
  }
  const step = claim(state, { owner: 'd', now }, RULES);
  expect(step.result).toEqual({ kind: 'idle' });
  expect(step.state).toMatchObject({
    doneUntil: T + HOUR,
    toReport: [{ kind: 'failed', ...hour(0), reason: expect.stringContaining('without a word') }],
  });
});

test('after an outage what is older than maxCatchUp is one stretch to report, and the rest is caught up with', () => {
  // 30 hours are due; those that were due more than 24 hours before are hours 0 to 5.
  const run = taken(BEGUN, 'a', at(30) + 1);
  expect(run.window).toEqual(hour(6));
  expect(run.state.doneUntil).toBe(T + 6 * HOUR);
  expect(run.state.toReport).toEqual([
    { kind: 'not-audited', start: T, end: T + 6 * HOUR, reason: expect.stringContaining('maxCatchUp') },
  ]);
});

test('an old window that a run still holds is left to it', () => {
  const held = taken(BEGUN, 'a', at(24)).state;
  const step = claim(held, { owner: 'b', now: at(25) + 1 }, { ...RULES, lease: MAX_LEASE });
  // By then the lease is over, so the window is free and too old.
  expect(step.state.toReport).toMatchObject([{ start: T, end: T + HOUR }]);
  const soon = claim(held, { owner: 'b', now: at(24) + 1 }, RULES);
  expect(soon.state.toReport).toEqual([]);
  expect(soon.result).toMatchObject({ kind: 'audit', window: hour(1) });
});

describe('a clock that jumps', () => {
  test('back: nothing is due, and nothing is lost', () => {
    const { state } = taken(BEGUN, 'a', at(2));
    expect(claim(state, { owner: 'b', now: at(-5) }, RULES).result).toEqual({ kind: 'idle' });
    expect(claim(state, { owner: 'b', now: at(-5) }, RULES).state).toEqual(state);
  });

  test('ahead and back: a lease from the future does not hold', () => {
    const { state } = taken(BEGUN, 'a', at(24) - 1);
    expect(taken(state, 'b', at(1))).toMatchObject({ window: hour(0), tries: 2 });
  });

  test('ahead by a year and back: what may be caught up with is looked at again', () => {
    const ahead = claim(BEGUN, { owner: 'a', now: at(365 * 24) }, RULES).state;
    // Due exactly 24 hours before is not too old.
    expect(ahead.doneUntil).toBe(T + (364 * 24 - 1) * HOUR);
    const back = taken(ahead, 'b', at(2));
    expect(back.window).toEqual(hour(-22));
  });
});

test('speed follows what is measured', () => {
  const run = (state: ScheduleState, number: number, speed: number | null) =>
    finish(taken(state, 'a', at(number)).state, hour(number - 1), 'a', speed).state;
  const one = run(BEGUN, 1, 100);
  const two = run(one, 2, 300);
  const three = run(two, 3, null);
  expect([one, two, three].map(({ bytesPerSecond }) => bytesPerSecond)).toEqual([100, 200, 200]);
});

test('the state stays small', () => {
  let state = firstState(RULES, at(0));
  for (let number = 0; number < 200; number++) {
    const owner = String(number);
    let run = taken(state, owner, at(number));
    // Every second window is given up.
    for (let tries = 1; number % 2 === 1 && tries <= 3; tries++) {
      state = fail(run.state, run.window, owner, 'x', RULES, null).state;
      if (tries < 3) run = taken(state, owner, at(number));
    }
    if (number % 2 === 0) state = finish(run.state, run.window, owner, 5).state;
    for (const closure of state.toReport) state = markReported(state, closure);
  }
  expect(stateSchema.parse(state)).toEqual(state);
  expect(state.doneUntil).toBe(T + 199 * HOUR);
  expect(state.entries).toEqual([]);
  expect(state.reported).toHaveLength(MAX_REPORTED);
});
