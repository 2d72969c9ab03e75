import type { NothingJudged } from '../../report/why-unknown';
import type { ChangeKind } from './model';

/** Templates by what they are about; `{placeholders}` are filled by `fill`. A test holds the languages equal. */
export interface Texts {
  readonly title: Readonly<
    Record<
      ChangeKind | 'allResolved' | 'ok' | 'unknown' | 'failed' | 'not-audited' | 'seeing' | 'test',
      string
    >
  >;
  readonly change: Readonly<Record<ChangeKind, string>>;
  readonly finding: Readonly<
    Record<
      | 'any'
      | 'heading'
      | 'gone'
      | 'list'
      | 'facts'
      | 'numbers'
      | 'exempt'
      | 'blameOwn'
      | 'blameInferred'
      | 'blameUnknown'
      | 'edge'
      | 'traces'
      | 'action'
      | 'cause'
      | 'evidence'
      | 'setting'
      | 'resolved',
      string
    >
  >;
  /** How numbers are written: a percentage, an interval, a rate with its interval. */
  readonly number: Readonly<Record<'percent' | 'interval' | 'rate', string>>;
  readonly unit: Readonly<Record<'span' | 'trace' | 'call' | 'exemption', string>>;
  readonly summary: Readonly<
    Record<
      | 'place'
      | 'counts'
      | 'judged'
      | 'sampled'
      | 'nothingJudged'
      | 'nothingJudgedBecause'
      | 'partlyRead'
      | 'noData'
      | 'failed'
      | 'not-audited'
      | 'seeing'
      | 'reason'
      | 'unknownAction'
      | 'baseline'
      | 'baselineSame'
      | 'baselineUnknown',
      string
    >
  > & {
    readonly count: Readonly<Record<ChangeKind, string>>;
    readonly because: Readonly<Record<NothingJudged['because'], string>>;
  };
  readonly notes: Readonly<Record<'more' | 'problem' | 'moreProblems' | 'report' | 'alarm' | 'test', string>>;
  readonly alarm: Readonly<
    Record<'ALARM' | 'OK' | 'INSUFFICIENT_DATA' | 'place' | 'about' | 'reason' | 'missing', string>
  >;
}

/** By ID of the check: what it says of a service, what the trouble is called, and what to do. */
export type CheckTexts = Readonly<
  Record<string, { readonly says: string; readonly label: string; readonly action: string }>
>;
