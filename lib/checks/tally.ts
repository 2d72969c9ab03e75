import type { AboutSubject, Answers, Subject } from './check';
import { NumberList } from './numbers';

/**
 * Counts answers by a number (of a service or of an edge) and gives them to the recorder at the end: millions of
 * passing spans cost an addition each. Failures go there at once.
 */
export class Tally {
  private readonly answers: Answers;
  private readonly subjectOf: (key: number) => Subject;
  private readonly pages: (AboutSubject | undefined)[] = [];
  private readonly passing = new NumberList();
  private readonly failing = new NumberList();
  private readonly skipped = new Map<string, NumberList>();

  constructor(answers: Answers, subjectOf: (key: number) => Subject) {
    this.answers = answers;
    this.subjectOf = subjectOf;
  }

  pass(key: number, count = 1): void {
    this.passing.add(key, count);
  }

  fail(key: number, row: number, reason: string): void {
    this.failing.add(key, 1);
    this.page(key).fail(row, reason);
  }

  /** The same of several rows, ascending. */
  failAll(key: number, rows: Uint32Array, reason: string): void {
    this.failing.add(key, rows.length);
    this.page(key).failAll(rows, reason);
  }

  skip(key: number, reason: string, count = 1): void {
    let counts = this.skipped.get(reason);
    if (counts === undefined) {
      counts = new NumberList();
      this.skipped.set(reason, counts);
    }
    counts.add(key, count);
  }

  note(key: number, text: string): void {
    this.page(key).note(text);
  }

  /** Passes what is left of each key's `units` after those that failed or were skipped. */
  passRest(units: Uint32Array): void {
    units.forEach((count, key) => {
      let rest = count - this.failing.at(key);
      for (const counts of this.skipped.values()) rest -= counts.at(key);
      this.passing.add(key, rest);
    });
  }

  /** Gives all that was counted to the recorder. To be called once, at the end. */
  flush(): void {
    this.passing.view().forEach((count, key) => {
      if (count > 0) this.page(key).pass(count);
    });
    for (const [reason, counts] of this.skipped) {
      counts.view().forEach((count, key) => {
        if (count > 0) this.page(key).skip(reason, count);
      });
    }
  }

  private page(key: number): AboutSubject {
    return (this.pages[key] ??= this.answers.about(this.subjectOf(key)));
  }
}
