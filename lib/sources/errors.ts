/** Why a source as a whole cannot be used. */
export type SourceErrorReason =
  | 'not-found'
  /** The place is there and holds nothing at all, whatever the time. */
  | 'empty'
  | 'no-credentials'
  | 'access-denied'
  | 'wrong-region'
  | 'unreachable'
  | 'invalid';

/** A source that cannot be used: one clear sentence, with what to do. */
export class SourceError extends Error {
  readonly reason: SourceErrorReason;
  constructor(reason: SourceErrorReason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'SourceError';
    this.reason = reason;
  }
}

/** Why an object cannot be read. */
export type ObjectErrorReason =
  | 'unreadable'
  | 'gone'
  | 'changed'
  | 'partial'
  | 'search-by-id-mismatch'
  | 'too-large';

/** An object that cannot be read, or not to its end. */
export class ObjectError extends Error {
  readonly reason: ObjectErrorReason;
  constructor(reason: ObjectErrorReason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'ObjectError';
    this.reason = reason;
  }
}
