/** Where a value comes from. */
export type Origin = 'flag' | 'file' | 'default';
