import { z } from 'zod';

// One of each for all fields: a schema takes time and memory to make, and each step of a chain makes one.

/** A number of things: whole, not negative. */
export const count = z.int().min(0).max(Number.MAX_SAFE_INTEGER);

/** A share, 0 to 1. */
export const share = z.number().min(0).max(1);

/** RFC 3339 in UTC with milliseconds, as Date.prototype.toISOString writes it. */
export const instant = z.iso.datetime({ precision: 3 });

/** A span of time in seconds. */
export const seconds = z.number().min(0);

/**
 * How a report is checked. zod would compile its schemas first, which takes longer than checking one report does, and a
 * process has seldom more than one.
 */
export const UNCOMPILED = { jitless: true } as const;

/** Deeply read-only: a report is never changed once it is made. */
export type Plain<T> = T extends readonly (infer Item)[]
  ? readonly Plain<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]: Plain<T[Key]> }
    : T;
