import type { Corpus, TraceView } from '../model/corpus';
import type { Need } from '../model/needs';
import type { Learned } from './learned';
import type { NotedFact } from './learned/span-survey';

/** From worst to least. A check's `severity` is the worst that its findings may have unless the config says otherwise. */
export type Severity = 'error' | 'warning' | 'info';

/** What a check is about, as data: docs, `tracewarden checks`, reports and metrics are made from it. */
export interface CheckMeta {
  /** As in config, reports and docs, e.g. `orphan-span`. */
  readonly id: string;
  /** What a finding says of a service, after its name: `loses parents of its own spans`. */
  readonly title: string;
  /** What passes and what fails, and what it does not apply to. */
  readonly what: string;
  /** Why that matters. */
  readonly why: string;
  /** What to look at and which setting to change. */
  readonly remedy: string;
  /** What is counted. */
  readonly unit: 'span' | 'trace' | 'call';
  readonly severity: Severity;
  /** Whether its rates are published as a metric, FailureRate: each costs money for every service. */
  readonly metric?: boolean;
  /** Of a check that counts traces: whether it tells of single edges as well as of services. */
  readonly aboutEdges?: boolean;
  /** What it needs of spans beyond their structure; absent: nothing. Blocks are read no further than that. */
  readonly needs?: readonly Need[];
  /** The reasons that its answers give, each with a sentence. */
  readonly reasons: Readonly<Record<string, string>>;
}

/** Who is held responsible for a failure, and how that is known. */
export interface Blame {
  /** Service number; null where nobody can be named. */
  readonly service: number | null;
  /** `own`: the service itself, with certainty; `inferred`: the likely one, from learned edges; `unknown`. */
  readonly basis: 'own' | 'inferred' | 'unknown';
}

/** Whom an answer speaks of: one finding for each. */
export interface Subject {
  readonly service: number;
  readonly edge: { readonly from: number; readonly to: number } | null;
  readonly blame: Blame;
}

/** Where a check puts its answers. */
export interface Answers {
  /** Those about one subject; equal subjects have the same. */
  about(subject: Subject): AboutSubject;
}

/** Takes answers about one subject. */
export interface AboutSubject {
  /** The rule applies to `count` units of it and holds. */
  pass(count?: number): void;
  /** The rule applies and does not hold; `row` is the span to show, `reason` one of the check's. */
  fail(row: number, reason: string): void;
  /** The same of several rows. */
  failAll(rows: Uint32Array, reason: string): void;
  /** The rule does not apply to `count` units, for one of the check's reasons. */
  skip(reason: string, count?: number): void;
  /** What the finding's title says besides the check's, e.g. the size of an offset. The last one said holds. */
  note(text: string): void;
}

/** One rule over traces. Pure: `start` gives fresh state, and nothing else is kept. */
export interface Check {
  readonly meta: CheckMeta;
  start(corpus: Corpus, learned: Learned, answers: Answers): CheckRun;
}

/** Looks at single traces: those that are not as most are. */
export interface TraceJudge {
  /** What they have. */
  readonly with: NotedFact;
  /** Called once for each of them. The view is the check's for the length of the call only. */
  judge(trace: TraceView): void;
}

/** A check at work on one corpus. */
export interface CheckRun {
  /** What the check has to say of single traces; absent where the rule goes over the corpus by itself. */
  readonly traces?: TraceJudge;
  /** Called after the last trace. */
  end?(): void;
}
