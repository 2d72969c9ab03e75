/** What a run keeps to store, publish and write its state; milliseconds. */
export const RESERVE = 20_000;

/** How much longer than the last window the next one may take. */
const SLACK = 1.5;

/** Of the time that is left, what may be planned for reading: judging takes its share too. */
const READING_SHARE = 0.7;

/** The audit did not come to its end in the time that the run had. */
export class OutOfTime extends Error {
  constructor() {
    super(
      'the time of the run was over before the window was read; the next try reads a sample of its minutes',
    );
    this.name = 'OutOfTime';
  }
}

/**
 * Whether there is time for another window.
 * @param last milliseconds that the last one took; null: this is the first, which is always tried
 */
export function hasTimeFor(last: number | null, remaining: number): boolean {
  return remaining > RESERVE + (last === null ? 0 : last * SLACK);
}

/** Stored bytes that can be read in the time that is left; null where no speed is known. */
export function readableBytes(bytesPerSecond: number | null, remaining: number): number | null {
  if (bytesPerSecond === null) return null;
  return Math.max(0, ((remaining - RESERVE) / 1000) * READING_SHARE * bytesPerSecond);
}

/** Runs `work` with a signal that is aborted, with OutOfTime, when only the reserve is left. */
export async function withinTime<Result>(
  remaining: number,
  work: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(new OutOfTime()), Math.max(0, remaining - RESERVE));
  try {
    return await work(controller.signal);
  } finally {
    clearTimeout(timer);
  }
}
