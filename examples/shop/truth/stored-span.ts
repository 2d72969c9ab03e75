/** What the truth needs to know of a span in the archive. IDs are lower-case hex; a root's parent is empty. */
export interface StoredSpan {
  readonly service: string;
  readonly trace: string;
  readonly span: string;
  readonly parent: string;
  readonly kind: number;
}
