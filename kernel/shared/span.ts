// As lib/model/span.ts has them.

export const KIND_SERVER: u32 = 2;
export const KIND_CLIENT: u32 = 3;
export const KIND_PRODUCER: u32 = 4;
export const KIND_CONSUMER: u32 = 5;

export const FLAG_HAS_IS_REMOTE: u32 = 0x100;
export const FLAG_IS_REMOTE: u32 = 0x200;

export const FACT_INVALID_TRACE_ID: u32 = 1 << 0;
export const FACT_INVALID_PARENT_ID: u32 = 1 << 2;
export const FACT_RENAMED: u16 = 1 << 8;
/** An ID is invalid, or several spans have it. */
export const FACTS_UNUSUAL: u32 = 0b111 | (1 << 6) | (1 << 7);

// In place of a parent's row.
export const NO_PARENT: i32 = -1;
export const MISSING_PARENT: i32 = -2;
