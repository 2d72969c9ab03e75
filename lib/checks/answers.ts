import type { AboutSubject, Answers, Subject } from './check';
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

/** Writes down the answers of one check. */
export class AnswerBook implements Answers {
  private readonly pages = new Map<string, AnswerPage>();

  about(subject: Subject): AboutSubject {
    const { service, edge, blame } = subject;
    const key = `${service} ${edge?.from} ${edge?.to} ${blame.service} ${blame.basis}`;
    const known = this.pages.get(key);
    if (known !== undefined) return known;
    const page = new AnswerPage(subject);
    this.pages.set(key, page);
    return page;
  }

  /** What was written, one entry a subject, in the order in which the subjects were first met. */
  entries(): SubjectAnswers[] {
    return [...this.pages.values()].map((page) => page.entry());
  }
}

/** The answers about one subject. */
class AnswerPage implements AboutSubject {
  private readonly subject: Subject;
  private readonly rows = new NumberList();
  private readonly reasons = new Map<string, number>();
  private readonly skipped = new Map<string, number>();
  private passing = 0;
  private noted: string | null = null;
  // The same reason nearly always comes again: it is counted here, and written down when another one comes.
  private reason = '';
  private times = 0;

  constructor(subject: Subject) {
    this.subject = subject;
  }

  pass(count = 1): void {
    this.passing += count;
  }

  fail(row: number, reason: string): void {
    this.rows.push(row);
    if (reason !== this.reason) this.turnTo(reason);
    this.times++;
  }

  failAll(rows: Uint32Array, reason: string): void {
    this.rows.append(rows);
    addTo(this.reasons, reason, rows.length);
  }

  skip(reason: string, count = 1): void {
    addTo(this.skipped, reason, count);
  }

  note(text: string): void {
    this.noted = text;
  }

  entry(): SubjectAnswers {
    this.turnTo('');
    const { subject, passing, rows, reasons, skipped, noted } = this;
    const failing = rows.length;
    return {
      subject,
      applicable: passing + failing,
      failing,
      rows: rows.view(),
      reasons,
      skipped,
      note: noted,
    };
  }

  private turnTo(reason: string): void {
    if (this.times > 0) addTo(this.reasons, this.reason, this.times);
    this.reason = reason;
    this.times = 0;
  }
}

function addTo(counts: Map<string, number>, reason: string, count: number): void {
  counts.set(reason, (counts.get(reason) ?? 0) + count);
}
