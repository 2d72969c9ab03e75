import type { Archives } from '../archives';

/** What a row needs to be measured. */
export interface Bench {
  readonly archives: Archives;
  /** Spans of the archives that are not about growth. */
  readonly spans: number;
  readonly rounds: number;
  /** Tells how far it has come. */
  readonly note: (message: string) => void;
}

/** Whether the target is met; `least`: not it, but the least that counts. */
export type Met = 'yes' | 'least' | 'no';

/** One line of the table. */
export interface Line {
  readonly what: string;
  readonly ours: string;
  readonly reference: string;
  /** Ours in relation to the reference, as `target` speaks of it. */
  readonly ratio: string;
  readonly target: string;
  /** null: there is no target; the line is there to be read beside the others. */
  readonly met: Met | null;
}

/** Something that is measured. */
export interface Row {
  /** As in `--only`. */
  readonly id: string;
  readonly measure: (bench: Bench) => Promise<readonly Line[]>;
}
