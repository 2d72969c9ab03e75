import type { Window } from '../model/window';
import { mix32, murmurRound } from '../model/words';

const MINUTE = 60_000;
const WORD = 2 ** 32;
/** Fixed, so that two audits of a window choose the same minutes. */
const KEY = 0x6d69_6e75;

/** The minutes of a window, counted from its start; the last may be shorter. */
export function minutesOf({ start, end }: Window): Window[] {
  const count = Math.ceil((end - start) / MINUTE);
  return Array.from({ length: count }, (_, index) => ({
    start: start + index * MINUTE,
    end: Math.min(end, start + (index + 1) * MINUTE),
  }));
}

/**
 * The minutes of a window in a random order that the window alone decides: the first n are a simple random sample of
 * them. Source: Fisher and Yates, in Durstenfeld's form (CACM 7, 1964), over hashes of the window and a counter.
 */
export function shuffledMinutes(window: Window): Window[] {
  const minutes = minutesOf(window);
  const seed = [window.start, window.end].reduce(
    (hash, millis) => murmurRound(murmurRound(hash, Math.floor(millis / WORD)), millis % WORD),
    KEY,
  );
  const order = new Uint32Array(minutes.length).map((_, index) => index);
  for (let last = order.length - 1; last > 0; last--) {
    const other = mix32(murmurRound(seed, last)) % (last + 1);
    const moved = order[last]!;
    order[last] = order[other]!;
    order[other] = moved;
  }
  return Array.from(order).flatMap((index) => minutes[index] ?? []);
}
