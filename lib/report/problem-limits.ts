// Apart from the schema: reading threads need the numbers, and loading the schema's library would take them longer
// than anything else that they load.

/** At most so many problems are listed one by one; one more entry stands for the rest. */
export const MAX_PROBLEMS = 1000;
/** Reason of the entry that stands for all problems that are not listed. */
export const MORE_PROBLEMS = 'more';
