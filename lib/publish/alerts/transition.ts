import { EXPIRED_EXEMPTION } from '../../model/expired-exemption';
import type { Finding } from '../../report/finding-model';
import { compareFindings } from '../../report/order';
import type { Passed } from '../../report/passed-model';
import type { RunNotice } from '../notice';
import { type Absence, type FollowOptions, follow } from './follow';
import {
  type AlertState,
  type BlindKind,
  type Change,
  type Followed,
  findingKey,
  MAX_CHANGES,
  MAX_FOLLOWED,
  MAX_REMEMBERED_RUNS,
  type RunRecord,
  type Sight,
} from './state';

/** The state after a run, and what there is to tell of it. */
export interface Transition {
  readonly state: AlertState;
  readonly run: RunRecord;
}

/**
 * The state after a notice. A notice that came before changes nothing and gives what was decided then; one of a window
 * that is not later than the last judged one changes no finding; one of which nothing is known neither confirms nor
 * resolves any.
 */
export function transition(state: AlertState, notice: RunNotice, options: FollowOptions): Transition {
  const earlier = state.runs.find(({ runId }) => runId === notice.runId);
  if (earlier !== undefined) return { state, run: earlier };
  const { next, changes, sight } = decide(state, notice, options);
  const run: RunRecord = {
    runId: notice.runId,
    changes: changes.slice(0, MAX_CHANGES),
    moreChanges: Math.max(0, changes.length - MAX_CHANGES),
    sight,
    chats: {},
  };
  return { state: { ...next, runs: [...next.runs, run].slice(-MAX_REMEMBERED_RUNS) }, run };
}

interface Decision {
  readonly next: AlertState;
  readonly changes: readonly Change[];
  readonly sight: Sight | null;
}

function decide(state: AlertState, notice: RunNotice, options: FollowOptions): Decision {
  if (notice.kind === 'incident') return { next: state, changes: foundIn(notice), sight: null };
  if (notice.kind !== 'audit') return lookAway(state, notice, notice.kind, options);
  const isLate = state.lastWindow !== null && Date.parse(notice.window.end) <= Date.parse(state.lastWindow);
  if (isLate) return { next: state, changes: [], sight: null };
  if (notice.verdict === 'unknown') return lookAway(state, notice, 'unknown', options);
  return judge(state, notice, options);
}

/** Nobody could see: findings stay as they are. It is told once, and again after `remindAfter`. */
function lookAway(state: AlertState, notice: RunNotice, kind: BlindKind, options: FollowOptions): Decision {
  const before = state.blind[kind];
  const at = notice.window.end;
  const isDue = before === undefined || Date.parse(at) - Date.parse(before.toldAt) >= options.remindAfter;
  const since = before?.since ?? notice.window.start;
  const blind = { ...state.blind, [kind]: { since, toldAt: isDue ? at : before.toldAt } };
  return { next: { ...state, blind }, changes: [], sight: { kind, since, tells: isDue } };
}

function judge(state: AlertState, notice: RunNotice, options: FollowOptions): Decision {
  const now = new Map(notice.findings.map((finding) => [findingKey(finding), finding]));
  const before = new Map(state.findings.map((followed) => [findingKey(followed), followed]));
  const passed = new Set(notice.passed.flatMap(subjectsOf));
  const steps = [...new Set([...now.keys(), ...before.keys()])].map((key) => {
    const followed = before.get(key) ?? null;
    const found = now.get(key) ?? (followed === null ? 'unseen' : absenceOf(followed, passed, notice));
    return follow(followed, found, notice.window, options);
  });
  const followed = steps.flatMap((step) => (step.followed === null ? [] : [step.followed]));
  const changes = steps.flatMap((step) => (step.change === null ? [] : [step.change]));
  return {
    next: {
      ...state,
      lastWindow: notice.window.end,
      findings: followed.toSorted(byImportance).slice(0, MAX_FOLLOWED),
      blind: {},
    },
    changes: changes.toSorted(byNews(now)),
    sight: seeingAgain(state),
  };
}

/** What it means that a finding is not in a notice. What was not read may hold it, and so may what is not listed. */
function absenceOf(
  followed: Followed,
  passed: ReadonlySet<string>,
  { problems, moreFindings, morePassed }: RunNotice,
): Absence {
  // It is about the configuration, of which everything is known.
  if (followed.check === EXPIRED_EXEMPTION) return moreFindings === 0 ? 'passed' : 'unclear';
  if (problems.length > 0) return 'unclear';
  if (passed.has(subjectKey(followed))) return 'passed';
  return moreFindings === 0 && morePassed === 0 ? 'unseen' : 'unclear';
}

function subjectsOf({ check, services, edges }: Passed): string[] {
  return [
    ...services.map((service) => subjectKey({ check, service, edge: null })),
    ...edges.map((edge) => subjectKey({ check, service: '', edge })),
  ];
}

/** A check tells of an edge at one of its ends, always the same. */
function subjectKey({ check, service, edge }: Pick<Followed, 'check' | 'service' | 'edge'>): string {
  return findingKey({ check, service: edge === null ? service : '', edge });
}

function seeingAgain({ blind }: AlertState): Sight | null {
  const times = Object.values(blind).map(({ since }) => since);
  const [first] = times.toSorted((a, b) => Date.parse(a) - Date.parse(b));
  return first === undefined ? null : { kind: 'seeing', since: first, tells: true };
}

/** An incident's audit stands for itself: what it finds is told as found, in no state. */
function foundIn(notice: RunNotice): Change[] {
  return notice.findings
    .filter(({ severity }) => severity !== 'info')
    .map(({ check, service, edge, severity }) => {
      const key = findingKey({ check, service, edge });
      const compared = notice.comparedWith?.changes.find((change) => findingKey(change) === key);
      const { change: kind = 'found', before = null } = compared ?? {};
      return { check, service, edge, kind, tells: true, since: notice.window.start, severity, before };
    });
}

const SEVERITIES: readonly string[] = ['error', 'warning', 'info'];

/** What is news first, then the more harmful. */
function byNews(now: ReadonlyMap<string, Finding>) {
  return (a: Change, b: Change): number => {
    if (a.tells !== b.tells) return a.tells ? -1 : 1;
    const [first, second] = [now.get(findingKey(a)), now.get(findingKey(b))];
    if (first !== undefined && second !== undefined) return compareFindings(first, second);
    if ((first === undefined) !== (second === undefined)) return first === undefined ? 1 : -1;
    return bySeverity(a, b) || compareText(findingKey(a), findingKey(b));
  };
}

/** What people were told of is remembered before what they were not. */
function byImportance(a: Followed, b: Followed): number {
  return (
    Number(a.told === null) - Number(b.told === null) ||
    bySeverity(a, b) ||
    b.last.low - a.last.low ||
    compareText(findingKey(a), findingKey(b))
  );
}

function bySeverity(a: { readonly severity: string }, b: { readonly severity: string }): number {
  return SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity);
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
