/** What the kernel asks of the code around it, which keeps the texts. Places are addresses in the window. */

/** The number of the name that is `length` bytes at `start`, ASCII in JSON, else what should be UTF-8. */
@external('outside', 'nameNumber')
export declare function nameNumber(start: usize, length: u32): u32;

/** What the `threshold` column has for the tracestate that is `length` bytes at `start`. */
@external('outside', 'thresholdNumber')
export declare function thresholdNumber(start: usize, length: u32): u32;

/**
 * The number of the callee that a span names: in JSON by the list of attributes that begins at `start`, in protobuf
 * by the fields in `[start, end)`. 0xffffffff where that is not sure.
 */
@external('outside', 'peerNumber')
export declare function peerNumber(start: usize, end: usize): u32;
