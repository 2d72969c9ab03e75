/** Texts or IDs as ranges of one buffer: value i is `bytes[starts[i], ends[i])`. */
export interface ByteValues {
  readonly bytes: Uint8Array;
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
  readonly count: number;
}
