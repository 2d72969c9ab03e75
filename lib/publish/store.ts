/** When an object may be written: only where there is none, only over the version with this tag, or always (null). */
export type PutCondition = { readonly ifNoneMatch: true } | { readonly ifMatch: string } | null;

/** What an object is stored with. */
export interface PutOptions {
  /** Media type, e.g. `application/json`. */
  readonly contentType?: string;
  /** e.g. `gzip`. */
  readonly contentEncoding?: string;
}

/** An object and which version of it was read. */
export interface StoredObject {
  readonly body: Uint8Array;
  readonly etag: string;
}

/**
 * A place for small objects with conditional writes: the report bucket, or a map in tests. Reports and state are kept
 * in it; there is no other database.
 */
export interface ObjectStore {
  /**
   * The whole object; null where there is none.
   * @throws StoreError where the place cannot be read
   */
  get(key: string): Promise<StoredObject | null>;
  /**
   * Writes an object as a whole.
   * @returns `conflict` where the condition does not hold
   * @throws StoreError where it cannot be told whether it was written
   */
  put(
    key: string,
    body: Uint8Array,
    condition: PutCondition,
    options?: PutOptions,
  ): Promise<'written' | 'conflict'>;
}

/** The place for reports and state cannot be used: one sentence, without secrets. */
export class StoreError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'StoreError';
  }
}
