/** A span as the tests read it from a recording, by code that shares nothing with the recorder or the auditor. */
export interface RecordedSpan {
  readonly service: string;
  readonly trace: string;
  readonly span: string;
  readonly parent: string;
  readonly kind: number;
  readonly start: bigint;
  readonly end: bigint;
  readonly links: number;
}
