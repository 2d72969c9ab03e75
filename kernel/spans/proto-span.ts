import { UNKNOWN } from './cache';
import { END, FLAGS, KIND, NAME, PARENT_ID, PEER, SPAN_ID, START, THRESHOLD, TRACE_ID } from './memory';
import { numberOfName } from './names';
import { forgetPeer, peerOfMessage } from './peers';
import { noteAttribute } from './proto-attribute';
import { contentOf, endOf, skipVarint } from './proto-wire';
import { clearRow, HAS_LINK, isCaller, KIND_CONSUMER, STATUS_ERROR, storeFacts, UNUSUAL } from './rows';
import { thresholdOf } from './trace-states';

// Tags of Span's fields (trace.proto).
const TAG_TRACE_ID: u32 = 0x0a;
const TAG_SPAN_ID: u32 = 0x12;
const TAG_TRACE_STATE: u32 = 0x1a;
const TAG_PARENT_ID: u32 = 0x22;
const TAG_NAME: u32 = 0x2a;
const TAG_KIND: u32 = 0x30;
const TAG_START: u32 = 0x39;
const TAG_END: u32 = 0x41;
const TAG_ATTRIBUTE: u32 = 0x4a;
const TAG_DROPPED_ATTRIBUTES: u32 = 0x50;
const TAG_EVENT: u32 = 0x5a;
const TAG_DROPPED_EVENTS: u32 = 0x60;
const TAG_LINK: u32 = 0x6a;
const TAG_DROPPED_LINKS: u32 = 0x70;
const TAG_STATUS: u32 = 0x7a;
/** Of the flags, whose tag has two bytes. */
const TAG_FLAGS_0: u32 = 0x85;
const TAG_FLAGS_1: u32 = 0x01;

// Tags of Status.
const TAG_MESSAGE: u32 = 0x12;
const TAG_CODE: u32 = 0x18;
const CODE_ERROR: u32 = 2;

let facts: u32 = 0;

/**
 * Reads the Span message in `[start, end)` into a row.
 * @returns false where a field is of another type, length or place than is usual; the row may be written then
 */
export function readMessage(start: usize, end: usize, row: u32): bool {
  clearRow(row);
  forgetPeer();
  facts = 0;
  let hasAttributes = false;
  let at = start;
  while (at < end) {
    const tag = <u32>load<u8>(at++);
    if (tag == TAG_ATTRIBUTE) {
      const content = contentOf(at);
      const last = endOf(at, content);
      if (content == UNUSUAL || last > end) return false;
      if (isCaller(row) && !noteAttribute(content, last)) return false;
      hasAttributes = true;
      at = last;
    } else if (tag == TAG_KIND) {
      // Whose attributes are noted depends on it.
      if (hasAttributes || <u32>load<u8>(at) > KIND_CONSUMER) return false;
      store<u8>(KIND + row, load<u8>(at++));
    } else {
      at = readField(tag, at, end, row);
      if (at == UNUSUAL) return false;
    }
  }
  if (at != end) return false;
  if (hasAttributes && isCaller(row)) {
    const peer = peerOfMessage(start, end);
    if (peer == UNKNOWN) return false;
    store<u32>(PEER + (row << 2), peer);
  }
  storeFacts(row, facts);
  return true;
}

/** Reads any other field, from behind its tag; returns the position behind it, which may be beyond the message. */
@inline
function readField(tag: u32, at: usize, end: usize, row: u32): usize {
  switch (tag) {
    case TAG_TRACE_ID:
      return readTraceId(at, row);
    case TAG_SPAN_ID:
      return readId(at, SPAN_ID + (row << 3));
    case TAG_PARENT_ID:
      return readParentId(at, row);
    case TAG_TRACE_STATE:
      return readTraceState(at, end, row);
    case TAG_NAME:
      return readName(at, end, row);
    case TAG_START:
      return readTime(at, START + (row << 3));
    case TAG_END:
      return readTime(at, END + (row << 3));
    case TAG_LINK:
      facts |= HAS_LINK;
      return skipBytes(at, end);
    case TAG_EVENT:
      return skipBytes(at, end);
    case TAG_STATUS:
      return readStatus(at, end);
    case TAG_FLAGS_0:
      return readFlags(at, row);
    case TAG_DROPPED_ATTRIBUTES:
    case TAG_DROPPED_EVENTS:
    case TAG_DROPPED_LINKS:
      return skipVarint(at);
    default:
      return UNUSUAL;
  }
}

@inline
function readTraceId(at: usize, row: u32): usize {
  if (<u32>load<u8>(at) != 16) return UNUSUAL;
  v128.store(TRACE_ID + (row << 4), turned(v128.load(at, 1)));
  return at + 17;
}

@inline
function readId(at: usize, words: usize): usize {
  if (<u32>load<u8>(at) != 8) return UNUSUAL;
  store<u64>(words, i64x2.extract_lane(turned(v128.load(at, 1)), 0));
  return at + 9;
}

/** An empty one is none. */
@inline
function readParentId(at: usize, row: u32): usize {
  const words = PARENT_ID + (row << 3);
  if (<u32>load<u8>(at) != 0) return readId(at, words);
  store<u64>(words, 0);
  return at + 1;
}

/** The same with the bytes of each word reversed: an ID has its first byte highest. */
@inline
function turned(bytes: v128): v128 {
  return i8x16.shuffle(bytes, bytes, 3, 2, 1, 0, 7, 6, 5, 4, 11, 10, 9, 8, 15, 14, 13, 12);
}

/** A fixed64, whose high word comes first in a column. */
@inline
function readTime(at: usize, words: usize): usize {
  store<u64>(words, rotl(load<u64>(at), 32));
  return at + 8;
}

@inline
function readName(at: usize, end: usize, row: u32): usize {
  const content = contentOf(at);
  const last = endOf(at, content);
  if (content == UNUSUAL || last > end) return UNUSUAL;
  store<u32>(NAME + (row << 2), numberOfName(content, <u32>(last - content)));
  return last;
}

@inline
function readTraceState(at: usize, end: usize, row: u32): usize {
  const content = contentOf(at);
  const last = endOf(at, content);
  if (content == UNUSUAL || last > end) return UNUSUAL;
  store<u16>(THRESHOLD + (row << 1), thresholdOf(content, <u32>(last - content)));
  return last;
}

/** The last code counts, as protobuf merges fields. */
function readStatus(start: usize, end: usize): usize {
  const content = contentOf(start);
  const last = endOf(start, content);
  if (content == UNUSUAL || last > end) return UNUSUAL;
  let at = content;
  while (at < last) {
    const tag = <u32>load<u8>(at++);
    if (tag == TAG_CODE) {
      const code = <u32>load<u8>(at++);
      if (code >= 0x80) return UNUSUAL;
      facts = code == CODE_ERROR ? facts | STATUS_ERROR : facts & ~STATUS_ERROR;
    } else if (tag == TAG_MESSAGE) at = skipBytes(at, last);
    else return UNUSUAL;
    if (at == UNUSUAL) return UNUSUAL;
  }
  return at == last ? last : UNUSUAL;
}

/** The lower 16 bits of a fixed32. */
@inline
function readFlags(at: usize, row: u32): usize {
  if (<u32>load<u8>(at) != TAG_FLAGS_1) return UNUSUAL;
  store<u16>(FLAGS + (row << 1), load<u16>(at, 1));
  return at + 5;
}

@inline
function skipBytes(at: usize, end: usize): usize {
  const content = contentOf(at);
  const last = endOf(at, content);
  return content == UNUSUAL || last > end ? UNUSUAL : last;
}
