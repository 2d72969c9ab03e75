import type { Answers, Subject } from './check';
import { NumberList } from './numbers';

/** All answers of one check about one subject. */
export interface SubjectAnswers {
  readonly subject: Subject;
  /** Units to which the rule applies. */
  readonly applicable: number;
  readonly failing: number;
  /** The span to show of each failing unit, in the order of the answers. */
  readonly rows: Uint32Array;
  /** Failing units by reason. */
  readonly reasons: ReadonlyMap<string, number>;
  /** Units to which the rule does not apply, by reason. */
  readonly skipped: ReadonlyMap<string, number>;
  /** What the check adds to its title for this subject. */
  readonly note: string | null;
}

interface Tally {
  readonly subject: Subject;
  passing: number;
  readonly rows: NumberList;
  readonly reasons: Map<string, number>;
  readonly skipped: Map<string, number>;
  note: string | null;
}

/** Writes down the answers of one check. */
export class AnswerBook implements Answers {
  private readonly tallies: Tally[] = [];
  private readonly numbers = new Map<string, number>();

  subject(subject: Subject): number {
    const { service, edge, blame } = subject;
    const key = `${service} ${edge?.from} ${edge?.to} ${blame.service} ${blame.basis}`;
    const known = this.numbers.get(key);
    if (known !== undefined) return known;
    const number = this.tallies.length;
    const rows = new NumberList();
    this.tallies.push({ subject, passing: 0, rows, reasons: new Map(), skipped: new Map(), note: null });
    this.numbers.set(key, number);
    return number;
  }

  pass(subject: number, count = 1): void {
    this.tallies[subject]!.passing += count;
  }

  fail(subject: number, row: number, reason: string): void {
    const { rows, reasons } = this.tallies[subject]!;
    rows.push(row);
    reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  }

  skip(subject: number, reason: string, count = 1): void {
    const { skipped } = this.tallies[subject]!;
    skipped.set(reason, (skipped.get(reason) ?? 0) + count);
  }

  note(subject: number, text: string): void {
    this.tallies[subject]!.note = text;
  }

  /** What was written, one entry a subject, in the order in which the subjects were first met. */
  entries(): SubjectAnswers[] {
    return this.tallies.map(({ subject, passing, rows, reasons, skipped, note }) => ({
      subject,
      applicable: passing + rows.length,
      failing: rows.length,
      rows: rows.view(),
      reasons,
      skipped,
      note,
    }));
  }
}
