import { COMMA, UNUSUAL } from './bytes';
import { MAX_ROWS } from './memory';
import { readSpan } from './span';

export * from './memory';
export { learnPeerName } from './peers';

/** Spans that the last call of `readSpans` read. */
export let rows: i32 = 0;

/**
 * Reads spans, one after another with commas between them, from `start` in the window on, as long as they are written
 * as usual. @returns the position behind the last of them; `start` where there is none
 */
export function readSpans(start: usize): usize {
  let read: i32 = 0;
  let end = start;
  let at = start;
  while (read < MAX_ROWS) {
    at = readSpan(at, read);
    if (at == UNUSUAL) break;
    read++;
    end = at;
    if (<u32>load<u8>(at) != COMMA) break;
    at++;
  }
  rows = read;
  return end;
}
