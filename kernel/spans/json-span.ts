import { UNKNOWN } from './cache';
import { hexIntoWords, TIME_DIGITS, timeIntoWords } from './digits';
import { skipAttributes } from './json-attributes';
import {
  CLOSE_BRACE,
  CLOSE_BRACKET,
  COMMA,
  endsNumber,
  isDigit,
  OPEN_BRACE,
  QUOTE,
  ZERO,
} from './json-bytes';
import { skipNumber, skipValue } from './json-skip';
import { plainEnd, skipString } from './json-text';
import * as Word from './json-words';
import { END, FLAGS, KIND, NAME, PARENT_ID, PEER, SPAN_ID, START, THRESHOLD, TRACE_ID } from './memory';
import { numberOfName } from './names';
import { peerOfJson } from './peers';
import { clearRow, HAS_LINK, isCaller, KIND_CONSUMER, STATUS_ERROR, storeFacts, UNUSUAL } from './rows';
import { thresholdOf } from './trace-states';

// Bits of the members that were seen.
const HAS_TRACE_ID: u32 = 1 << 0;
const HAS_SPAN_ID: u32 = 1 << 1;
const HAS_TRACE_STATE: u32 = 1 << 2;
const HAS_PARENT_ID: u32 = 1 << 3;
const HAS_FLAGS: u32 = 1 << 4;
const HAS_NAME: u32 = 1 << 5;
const HAS_KIND: u32 = 1 << 6;
const HAS_START: u32 = 1 << 7;
const HAS_END: u32 = 1 << 8;
const HAS_ATTRIBUTES: u32 = 1 << 9;
const HAS_EVENTS: u32 = 1 << 10;
const HAS_LINKS: u32 = 1 << 11;
const HAS_STATUS: u32 = 1 << 12;

const CODE_ERROR: u32 = 2;
/** `"kind":` and `"code":` have seven bytes. */
const SEVEN_BYTES: u64 = 0x00ffffffffffffff;
/** Digits that a number of 32 bits may have without a look at its size. */
const MOST_DIGITS: u32 = 9;

/** `":`, which ends a key. */
const QUOTE_COLON: u32 = 0x3a22;

let facts: u32 = 0;

/**
 * Reads the span at `start` into a row. Its members are looked for in the order in which the Collector writes them,
 * again and again until none is left: one round does for what it writes, and any other order costs some more.
 * @returns the position behind it; UNUSUAL where something is not written as usual, the row perhaps written
 */
export function readSpan(start: usize, row: u32): usize {
  if (<u32>load<u8>(start) != OPEN_BRACE) return UNUSUAL;
  clearRow(row);
  facts = 0;
  let seen: u32 = 0;
  let attributes: usize = 0;
  let at: usize = UNUSUAL;
  let key = start + 1;
  while (true) {
    const first = key;
    if (matches(key, Word.TRACE_ID_0, 3, Word.TRACE_ID_3)) {
      if ((seen & HAS_TRACE_ID) != 0) return UNUSUAL;
      seen |= HAS_TRACE_ID;
      at = readTraceId(key + 11, row);
      if (!isComma(at)) break;
      key = at + 1;
    }
    if (matches(key, Word.SPAN_ID_0, 2, Word.SPAN_ID_2)) {
      if ((seen & HAS_SPAN_ID) != 0) return UNUSUAL;
      seen |= HAS_SPAN_ID;
      at = readId(key + 10, SPAN_ID + (row << 3));
      if (!isComma(at)) break;
      key = at + 1;
    }
    if (matches(key, Word.TRACE_STATE_0, 6, Word.TRACE_STATE_6)) {
      if ((seen & HAS_TRACE_STATE) != 0) return UNUSUAL;
      seen |= HAS_TRACE_STATE;
      at = readTraceState(key + 14, row);
      if (!isComma(at)) break;
      key = at + 1;
    }
    if (matches(key, Word.PARENT_ID_0, 8, Word.PARENT_ID_8)) {
      if ((seen & HAS_PARENT_ID) != 0) return UNUSUAL;
      seen |= HAS_PARENT_ID;
      at = <u32>load<u8>(key, 16) == QUOTE ? key + 17 : readId(key + 16, PARENT_ID + (row << 3));
      if (!isComma(at)) break;
      key = at + 1;
    }
    if (load<u64>(key) == Word.FLAGS_0) {
      if ((seen & HAS_FLAGS) != 0) return UNUSUAL;
      seen |= HAS_FLAGS;
      at = readFlags(key + 8, row);
      if (!isComma(at)) break;
      key = at + 1;
    }
    if (load<u64>(key) == Word.NAME_0) {
      if ((seen & HAS_NAME) != 0) return UNUSUAL;
      seen |= HAS_NAME;
      at = readName(key + 8, row);
      if (!isComma(at)) break;
      key = at + 1;
    }
    if ((load<u64>(key) & SEVEN_BYTES) == Word.KIND) {
      if ((seen & HAS_KIND) != 0) return UNUSUAL;
      seen |= HAS_KIND;
      at = readKind(key + 7, row);
      if (!isComma(at)) break;
      key = at + 1;
    }
    if (matches(key, Word.START_0, 8, Word.START_8) && load<u64>(key, 13) == Word.START_13) {
      if ((seen & HAS_START) != 0) return UNUSUAL;
      seen |= HAS_START;
      at = readTime(key + 21, START + (row << 3));
      if (!isComma(at)) break;
      key = at + 1;
    }
    if (matches(key, Word.END_0, 8, Word.END_8) && load<u64>(key, 11) == Word.END_11) {
      if ((seen & HAS_END) != 0) return UNUSUAL;
      seen |= HAS_END;
      at = readTime(key + 19, END + (row << 3));
      if (!isComma(at)) break;
      key = at + 1;
    }
    if (matches(key, Word.ATTRIBUTES_0, 6, Word.ATTRIBUTES_6)) {
      if ((seen & HAS_ATTRIBUTES) != 0) return UNUSUAL;
      seen |= HAS_ATTRIBUTES;
      attributes = key + 14;
      at = skipAttributes(attributes, (seen & HAS_KIND) == 0 || isCaller(row));
      if (!isComma(at)) break;
      key = at + 1;
    }
    if (load<u64>(key) == Word.DROPPED_0) {
      at = skipDropped(key);
      if (!isComma(at)) break;
      key = at + 1;
    }
    if (matches(key, Word.EVENTS_0, 2, Word.EVENTS_2)) {
      if ((seen & HAS_EVENTS) != 0) return UNUSUAL;
      seen |= HAS_EVENTS;
      at = skipValue(key + 9);
      if (!isComma(at)) break;
      key = at + 1;
    }
    if (load<u64>(key) == Word.DROPPED_0) {
      at = skipDropped(key);
      if (!isComma(at)) break;
      key = at + 1;
    }
    if (matches(key, Word.LINKS_0, 1, Word.LINKS_1)) {
      if ((seen & HAS_LINKS) != 0) return UNUSUAL;
      seen |= HAS_LINKS;
      at = readLinks(key + 8);
      if (!isComma(at)) break;
      key = at + 1;
    }
    if (matches(key, Word.STATUS_0, 2, Word.STATUS_2)) {
      if ((seen & HAS_STATUS) != 0) return UNUSUAL;
      seen |= HAS_STATUS;
      at = readStatus(key + 10);
      if (!isComma(at)) break;
      key = at + 1;
    }
    if (key == first) return UNUSUAL;
  }
  if (<u32>load<u8>(at) != CLOSE_BRACE) return UNUSUAL;
  if ((seen & HAS_ATTRIBUTES) != 0 && isCaller(row)) {
    const peer = peerOfJson(attributes - 1);
    if (peer == UNKNOWN) return UNUSUAL;
    store<u32>(PEER + (row << 2), peer);
  }
  storeFacts(row, facts);
  return at + 1;
}

/** Whether a piece of text of eight bytes and more stands at `key`: its first eight bytes, and its last. */
@inline
function matches(key: usize, first: u64, offset: usize, last: u64): bool {
  return load<u64>(key) == first && load<u64>(key + offset) == last;
}

/** Whether another member follows; never so at UNUSUAL, where nothing but zero stands. */
@inline
function isComma(at: usize): bool {
  return <u32>load<u8>(at) == COMMA;
}

/** The rest of `"traceId":"`. */
@inline
function readTraceId(from: usize, row: u32): usize {
  const words = TRACE_ID + (row << 4);
  const isId = hexIntoWords(from, words) && hexIntoWords(from + 16, words + 8) && <u32>load<u8>(from, 32) == QUOTE;
  return isId ? from + 33 : UNUSUAL;
}

@inline
function readId(from: usize, words: usize): usize {
  return hexIntoWords(from, words) && <u32>load<u8>(from, 16) == QUOTE ? from + 17 : UNUSUAL;
}

@inline
function readTime(from: usize, words: usize): usize {
  return timeIntoWords(from, words) && <u32>load<u8>(from, TIME_DIGITS) == QUOTE ? from + TIME_DIGITS + 1 : UNUSUAL;
}

@inline
function readFlags(from: usize, row: u32): usize {
  let at = from;
  let flags: u32 = 0;
  let byte = <u32>load<u8>(at);
  while (isDigit(byte)) {
    flags = flags * 10 + byte - ZERO;
    byte = load<u8>(++at);
  }
  const digits = at - from;
  if (digits == 0 || digits > MOST_DIGITS || !endsNumber(byte)) return UNUSUAL;
  if (digits > 1 && <u32>load<u8>(from) == ZERO) return UNUSUAL;
  store<u16>(FLAGS + (row << 1), flags);
  return at;
}

@inline
function readName(from: usize, row: u32): usize {
  const end = plainEnd(from);
  if (<u32>load<u8>(end) != QUOTE) return UNUSUAL;
  store<u32>(NAME + (row << 2), numberOfName(from, <u32>(end - from)));
  return end + 1;
}

@inline
function readTraceState(from: usize, row: u32): usize {
  const end = plainEnd(from);
  if (<u32>load<u8>(end) != QUOTE) return UNUSUAL;
  store<u16>(THRESHOLD + (row << 1), thresholdOf(from, <u32>(end - from)));
  return end + 1;
}

@inline
function readKind(from: usize, row: u32): usize {
  const kind = <u32>load<u8>(from) - ZERO;
  if (kind > KIND_CONSUMER) return UNUSUAL;
  store<u8>(KIND + row, kind);
  return from + 1;
}

/** The rest of `"status":{`: a message, a code, both in this order, or nothing. */
@inline
function readStatus(from: usize): usize {
  let at = from;
  if (<u32>load<u8>(at) == CLOSE_BRACE) return at + 1;
  if (matches(at, Word.MESSAGE_0, 3, Word.MESSAGE_3)) {
    at = skipString(at + 11);
    if (at == UNUSUAL) return UNUSUAL;
    if (!isComma(at)) return <u32>load<u8>(at) == CLOSE_BRACE ? at + 1 : UNUSUAL;
    at++;
  }
  if ((load<u64>(at) & SEVEN_BYTES) != Word.CODE || <u32>load<u8>(at, 8) != CLOSE_BRACE) return UNUSUAL;
  const code = <u32>load<u8>(at, 7) - ZERO;
  if (code > 9) return UNUSUAL;
  if (code == CODE_ERROR) facts |= STATUS_ERROR;
  return at + 9;
}

/** A list of links, from its bracket. */
@inline
function readLinks(list: usize): usize {
  if (<u32>load<u8>(list, 1) == CLOSE_BRACKET) return list + 2;
  facts |= HAS_LINK;
  return skipValue(list);
}

/** A count of what was dropped, from its key: nobody reads it, and so it may have any name that begins like one. */
@inline
function skipDropped(key: usize): usize {
  const end = plainEnd(key + 1);
  return <u32>load<u16>(end) == QUOTE_COLON ? skipNumber(end + 2) : UNUSUAL;
}
