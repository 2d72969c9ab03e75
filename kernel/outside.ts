/** What the kernel asks of the code around it, which keeps the texts. */

/** The number of the text of `length` bytes of plain ASCII at `start`. */
@external('outside', 'nameNumber')
export declare function nameNumber(start: usize, length: u32): u32;

/** The number of the callee that the list of attributes at `start`, in the window, names; 0xffffffff where it is not sure. */
@external('outside', 'peerNumber')
export declare function peerNumber(start: usize): u32;
