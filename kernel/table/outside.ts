// What the kernel tells while it assembles traces (lib/model/kernel).

/** The first `rows` rows of the columns are done; `set` has a bit for each column that is not all zero (assemble.ts). */
@external('outside', 'takeRows')
export declare function takeRows(rows: u32, set: u32): void;

/** The span at `row` has the ID of an earlier one, the first of which is at `first`, and says something else. */
@external('outside', 'noteTwin')
export declare function noteTwin(first: u32, row: u32): void;

/** A server span of this judged trace, by number, has an ID as low as Tempo gives. */
@external('outside', 'noteRenamed')
export declare function noteRenamed(trace: u32): void;
