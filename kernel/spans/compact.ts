import { BACKSLASH, QUOTE } from './json-bytes';
import { equal, equalOfEitherCase, keepBytes, parities } from './masks';
import { MARKS, RAW, WINDOW } from './memory';


/*
 * JSON with white space between its tokens is read without: it is taken out of a raw window on its way into the window.
 * Where something stands in one and in the other is told by marks, one for each block of the raw window, and by going
 * over that one block again.
 */

const BLOCK_BITS: u32 = 6;
const BLOCK_BYTES: u32 = 1 << BLOCK_BITS;

// What the walk over the raw bytes knows of what came before.
const OUTSIDE: u32 = 0;
const IN_STRING: u32 = 1;
const AFTER_BACKSLASH: u32 = 2;
const STATE_BITS: u32 = 2;
const STATE_MASK: u32 = 3;

/** Raw bytes that the walk has come past, bytes that it has written, and its state. */
let taken: u32 = 0;
let written: u32 = 0;
let state: u32 = OUTSIDE;

/** Fills the window from the first `length` bytes of the raw one. @returns how many bytes are left */
export function compact(length: u32): u32 {
  taken = 0;
  written = 0;
  state = OUTSIDE;
  while (taken < length) {
    store<u32>(MARKS + ((taken >> BLOCK_BITS) << 2), (written << STATE_BITS) | state);
    if (taken + BLOCK_BYTES > length || !compactBlock()) write(min<u32>(length, taken + BLOCK_BYTES));
  }
  return written;
}

/** Where in the window the byte stands that is at `raw` in the raw one. It must be no white space. */
export function placeOf(raw: u32): u32 {
  open(raw >> BLOCK_BITS);
  follow(raw, u32.MAX_VALUE);
  return written;
}

/** Where in the raw window the byte stands that is at `place` in the window, of `length` raw bytes. */
export function rawOf(place: u32, length: u32): u32 {
  let low: u32 = 0;
  let high = (length - 1) >> BLOCK_BITS;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (markOf(middle) >> STATE_BITS <= place) low = middle;
    else high = middle - 1;
  }
  open(low);
  follow(length, place + 1);
  return taken - 1;
}

@inline
function markOf(block: u32): u32 {
  return load<u32>(MARKS + (block << 2));
}

/** Begins at a block. */
@inline
function open(block: u32): void {
  const mark = markOf(block);
  taken = block << BLOCK_BITS;
  written = mark >> STATE_BITS;
  state = mark & STATE_MASK;
}

/**
 * Takes a whole block at once: one bit for each byte tells what it is.
 * @returns false where it has a backslash, or two values with nothing but white space between: then nothing is done
 */
function compactBlock(): bool {
  const from = RAW + taken;
  if (state == AFTER_BACKSLASH || equal(from, BACKSLASH) != 0) return false;
  const quotes = equal(from, QUOTE);
  // From each opening quote up to the byte before the closing one.
  const strings = parities(quotes) ^ (state == IN_STRING ? u64.MAX_VALUE : 0);
  const spaces = (equal(from, 0x20) | equal(from, 0x0a) | equal(from, 0x0d) | equal(from, 0x09)) & ~strings;
  const punctuation = equal(from, 0x2c) | equal(from, 0x3a) | equalOfEitherCase(from, 0x7b) | equalOfEitherCase(from, 0x7d);
  const scalars = ~(strings | spaces | punctuation | quotes);
  const follows = isAfterScalar();
  // Adding the first bit of a run of white space to the run moves it to the byte behind.
  const afterScalars = ((scalars << 1) | u64(follows)) & spaces;
  const behind = (afterScalars + spaces) & ~spaces;
  if ((behind & scalars) != 0) return false;
  if (follows && (scalars & 1) != 0 && isSpace(load<u8>(from - 1))) return false;
  written = <u32>(keepBytes(from, ~spaces, WINDOW + written) - WINDOW);
  taken += BLOCK_BYTES;
  state = <u32>(strings >> 63);
  return true;
}

/** Whether what was written last is a byte of a value that is no string. */
@inline
function isAfterScalar(): bool {
  return state == OUTSIDE && written > 0 && isScalar(load<u8>(WINDOW + written - 1));
}

function write(end: u32): void {
  walk(end, u32.MAX_VALUE, true);
}

/** The same walk over what was written before. */
function follow(end: u32, limit: u32): void {
  walk(end, limit, false);
}

/** Goes on, byte by byte, until all raw bytes before `end` are taken, or `limit` bytes written. */
@inline
function walk(end: u32, limit: u32, isWriting: bool): void {
  while (taken < end && written < limit) {
    const byte = <u32>load<u8>(RAW + taken++);
    if (state == OUTSIDE) {
      if (isSpace(byte)) continue;
      // Without a space between them, two values would be read as one.
      if (isScalar(byte) && taken > 1 && isSpace(load<u8>(RAW + taken - 2)) && isAfterScalar()) {
        if (isWriting) store<u8>(WINDOW + written, 0x20);
        written++;
      }
      if (byte == QUOTE) state = IN_STRING;
    } else if (state == AFTER_BACKSLASH) state = IN_STRING;
    else if (byte == QUOTE) state = OUTSIDE;
    else if (byte == BACKSLASH) state = AFTER_BACKSLASH;
    if (isWriting) store<u8>(WINDOW + written, byte);
    written++;
  }
}

@inline
function isSpace(byte: u32): bool {
  return byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09;
}

/** Whether a byte may stand in a number or in a word such as `true`; or in nothing that is JSON. */
@inline
function isScalar(byte: u32): bool {
  switch (byte) {
    case 0x22: case 0x2c: case 0x3a: case 0x5b: case 0x5d: case 0x7b: case 0x7d:
      return false;
    default:
      return true;
  }
}
