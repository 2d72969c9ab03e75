import type { ProblemReason } from '../../model/problems';

/** A part of a parquet file that cannot be read: where, in bytes of the stored file, and why. */
export class DamagedParquet extends Error {
  readonly offset: number;
  readonly reason: ProblemReason;

  constructor(offset: number, message: string, reason: ProblemReason = 'invalid-parquet') {
    super(message);
    this.name = 'DamagedParquet';
    this.offset = offset;
    this.reason = reason;
  }
}
