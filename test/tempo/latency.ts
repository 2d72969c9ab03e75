/** Timers come up to two milliseconds late or one early; from there on the clock is looked at, time and again. */
const AWAKE = 2;

/** Calls `then` after so many milliseconds, to a few hundredths of one, which timers alone are far from. */
export function after(millis: number, then: () => void): void {
  const due = performance.now() + millis;
  const wait = (): void => {
    const left = due - performance.now();
    if (left <= 0) then();
    else if (left >= AWAKE) setTimeout(wait, left - 1);
    else setImmediate(wait);
  };
  wait();
}
