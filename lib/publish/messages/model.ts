import type { Language } from '../../config/chat-kinds';
import type { EdgeName, FindingSeverity } from '../../report/finding-model';
import type { Line } from './parts';

/** How a message looks at first sight. `unknown`: nobody knows, which is neither good nor bad. */
export type Mood = 'error' | 'warning' | 'ok' | 'unknown';

/** A finding's state against what people were last told. */
export type ChangeKind =
  | 'new'
  | 'worse'
  | 'better'
  | 'ongoing'
  | 'raised'
  | 'unseen'
  | 'resolved'
  | 'forgotten'
  | 'found';

/** Kinds that say that a finding is not open any more, whatever became of it. */
export const CLOSED_KINDS: ReadonlySet<ChangeKind> = new Set(['resolved', 'forgotten']);

/** What a program needs of a finding in a message: rates are shares, times RFC 3339. */
export interface FindingData {
  readonly check: string;
  readonly service: string;
  readonly edge: EdgeName | null;
  readonly severity: FindingSeverity;
  readonly change: ChangeKind;
  readonly since: string;
  readonly rate: number;
  readonly interval: { readonly low: number; readonly high: number };
  readonly failing: number | null;
  readonly applicable: number | null;
  readonly blame: string | null;
  readonly traceIds: readonly string[];
}

/** One finding as people read it. */
export interface FindingBlock {
  readonly heading: Line;
  /** The cause first, where one is known; then numbers and blame, example traces, what to do. */
  readonly lines: readonly Line[];
  readonly data: FindingData;
}

/** What an on-call system opens or closes: the same key for the same trouble. */
export interface Incident {
  readonly key: string;
  readonly action: 'open' | 'close';
}

/** What one run, alarm or test says, whichever chat it goes to. */
export interface AlertMessage {
  /** The same when the event comes again. */
  readonly id: string;
  readonly language: Language;
  readonly mood: Mood;
  readonly environment: string;
  readonly source: string;
  /** What it is about in time, RFC 3339. */
  readonly at: string;
  readonly title: Line;
  readonly summary: readonly Line[];
  /** The most harmful first, at most three. */
  readonly findings: readonly FindingBlock[];
  /** Findings that are in none of the blocks. */
  readonly more: number;
  readonly notes: readonly Line[];
  readonly reportUrl: string | null;
  /** Of an alarm: where it is in CloudWatch's console. */
  readonly alarmUrl: string | null;
  readonly incidents: readonly Incident[];
}

/** At most so many findings are told one by one. */
export const MAX_SHOWN_FINDINGS = 3;
/** Example traces of each. */
export const MAX_SHOWN_TRACES = 2;
