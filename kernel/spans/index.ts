import { COMMA } from './json-bytes';
import { readSpan } from './json-span';
import { MAX_ROWS } from './memory';
import { readMessage } from './proto-span';
import { contentOf, endOf } from './proto-wire';
import { UNUSUAL } from './rows';

/*
 * The kernel reads runs of spans, of OTLP JSON and protobuf, that are written as nearly all writers write them. It
 * reads them from a window onto the document into columns, and stops at whatever it is not sure of.
 */

export { compact, placeOf, rawOf } from './compact';
export * from './memory';
export { learnPeerName } from './peers';

/** ScopeSpans.spans (trace.proto). */
const TAG_SPAN: u32 = 0x12;

/** Spans that the last call read. */
export let rows: i32 = 0;

/**
 * Reads spans of JSON, one after another with commas between them, from `start` in the window on, as long as they are
 * written as usual. @returns the position behind the last of them; `start` where there is none
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

/**
 * Reads the spans of a ScopeSpans message, from the tag of one at `start` on, as long as they end by `end` and are
 * written as usual. @returns the position behind the last of them; `start` where there is none
 */
export function readMessages(start: usize, end: usize): usize {
  let read: i32 = 0;
  let at = start;
  while (read < MAX_ROWS && at < end && <u32>load<u8>(at) == TAG_SPAN) {
    const content = contentOf(at + 1);
    const last = endOf(at + 1, content);
    if (content == UNUSUAL || last > end || !readMessage(content, last, read)) break;
    read++;
    at = last;
  }
  rows = read;
  return at;
}
