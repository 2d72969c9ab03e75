/** An object of which any part can be read, without the rest. */
export interface RandomAccess {
  /** Bytes of the object. */
  readonly size: number;
  /**
   * The bytes `[start, end)`, within the size; the caller may keep them.
   * @param memory may be used for them where it is large enough
   * @throws what the source throws where they cannot be read
   */
  read(start: number, end: number, memory?: Uint8Array): Promise<Uint8Array>;
}
