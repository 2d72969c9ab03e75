import { z } from 'zod';

/** Milliseconds since the epoch. */
const instant = z.int().min(0);
const period = { start: instant, end: instant };

const entry = z.discriminatedUnion('state', [
  /** Nobody has to look at it any more: audited, parked or not audited. */
  z.strictObject({ state: z.literal('closed'), ...period }),
  z.strictObject({
    state: z.literal('running'),
    ...period,
    /** The run that works on it; nobody else has this name. */
    owner: z.string(),
    /** From then on the run is taken for dead. */
    leaseUntil: instant,
    /** Runs that have begun it, this one among them. */
    tries: z.int().min(1),
  }),
  z.strictObject({ state: z.literal('failed'), ...period, tries: z.int().min(1), reason: z.string() }),
]);

const closure = z.strictObject({
  kind: z.enum(['failed', 'not-audited']),
  ...period,
  reason: z.string(),
});

/**
 * What is known of the windows of one source. Everything before `doneUntil` is closed; the few windows after it that are
 * not untouched are in `entries`, in order and without overlap. That keeps the object small however long it is used.
 */
export const stateSchema = z.strictObject({
  stateVersion: z.literal(1),
  doneUntil: instant,
  entries: z.array(entry),
  /** Windows that were given up, and stretches that nobody audited, of which no notice was sent yet. */
  toReport: z.array(closure),
  /** The latest of those that were reported, for people. */
  reported: z.array(closure),
  /** How fast windows were read, stored bytes a second; null: not measured yet. */
  bytesPerSecond: z.number().positive().nullable(),
});

export type ScheduleState = Readonly<z.infer<typeof stateSchema>>;
export type WindowEntry = Readonly<z.infer<typeof entry>>;
/** A window that was given up after several tries, or a stretch that is not audited at all. */
export type Closure = Readonly<z.infer<typeof closure>>;

/** So many reported closures stay in the state. */
export const MAX_REPORTED = 50;
