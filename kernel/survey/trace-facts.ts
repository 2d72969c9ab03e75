// Of a trace (TraceFact in lib/checks/learned/span-survey.ts).
export const INVALID_ID: u32 = 1 << 0;
export const NO_ROOT: u32 = 1 << 1;
export const SEVERAL_ROOTS: u32 = 1 << 2;
export const HAS_ORPHAN: u32 = 1 << 3;
export const SAMPLED_DOWN: u32 = 1 << 4;
export const MAY_GO_ROUND: u32 = 1 << 5;
export const CONSUMER_ROOT: u32 = 1 << 6;
export const CLIENT_ROOT: u32 = 1 << 7;
export const ALONE: u32 = 1 << 8;
/** Combinations of these bits. */
export const COMBINATIONS: u32 = 1 << 9;
/** Facts of traces that checks look at one by one: the few that are not as most are. */
export const NOTED: u32 = NO_ROOT | SEVERAL_ROOTS | MAY_GO_ROUND | CONSUMER_ROOT | CLIENT_ROOT | ALONE;
