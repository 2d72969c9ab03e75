import { CACHE_BYTES, keep, MOST_BYTES, numberIn, slotOf, UNKNOWN } from './cache';
import { STRING_VALUE_0, STRING_VALUE_7 } from './json-words';
import { WINDOW } from './memory';
import { peerNumber } from './outside';

/** Names of attributes that a peer is made of: bits of one word. */
const MOST_NAMES: u32 = 32;
const NAMES: usize = memory.data(CACHE_BYTES, 16);
/** By name: the name of the port that belongs to the address; MOST_NAMES where there is none. */
const PORTS: usize = memory.data(MOST_NAMES, 16);
/** By name: where its value begins and ends. */
const STARTS: usize = memory.data(MOST_NAMES * 4, 16);
const ENDS: usize = memory.data(MOST_NAMES * 4, 16);

/** Callees by the values that name them. */
const CALLEES: usize = memory.data(CACHE_BYTES, 16);
/** The values of one callee, put together; copying goes in steps of 16 bytes. */
const TEXT: usize = memory.data(MOST_BYTES + 16, 16);

let nameCount: u32 = 0;
/** Bits of the names that are addresses. */
let addresses: u32 = 0;
/** Bits of the names that the list of attributes at hand has. */
let noted: u32 = 0;

/**
 * Takes the name of an attribute, which stands at the beginning of the window. Addresses come in the order of their
 * rank; `port` is the number of a name, counted from 0 in the order in which they are given.
 * @returns false where two names have the same place: then peers would be wrong
 */
export function learnPeerName(length: u32, isAddress: bool, port: u32): bool {
  const slot = slotOf(NAMES, WINDOW, length);
  if (load<u32>(slot) != 0 || nameCount == MOST_NAMES) return false;
  keep(slot, WINDOW, length, nameCount);
  store<u8>(PORTS + nameCount, port);
  if (isAddress) addresses |= 1 << nameCount;
  nameCount++;
  return true;
}

/** A list of attributes begins. */
@inline
export function forgetPeer(): void {
  noted = 0;
}

/** Remembers the value `[start, end)` of the attribute with the key of `length` bytes at `key`, if it makes a peer. */
@inline
export function notePeer(key: usize, length: u32, start: usize, end: usize): void {
  if (length == 0 || length > MOST_BYTES) return;
  const name = numberIn(slotOf(NAMES, key, length), key, length);
  // Of a key that stands there twice the first counts.
  if (name == UNKNOWN || (noted & (1 << name)) != 0) return;
  noted |= 1 << name;
  store<u32>(STARTS + (name << 2), <u32>start);
  store<u32>(ENDS + (name << 2), <u32>end);
}

/**
 * The number of the callee that the attributes noted name, in a span of JSON; UNKNOWN where only others can tell.
 * @param list where the list of attributes begins
 */
export function peerOfJson(list: usize): u32 {
  if (noted == 0) return 0;
  const address = bestAddress();
  if (address == MOST_NAMES) return peerNumber(list, 0);
  const start = valueOf(address);
  const isText = load<u64>(start) == STRING_VALUE_0 && load<u64>(start, 7) == STRING_VALUE_7;
  if (!isText || <u32>load<u8>(start, 15) == 0x22) return peerNumber(list, 0);
  return lookUp(address, list, 0);
}

/** The same in the protobuf message of a span, `[start, end)`, where values are AnyValue messages. */
export function peerOfMessage(start: usize, end: usize): u32 {
  if (noted == 0) return 0;
  const address = bestAddress();
  if (address == MOST_NAMES) return peerNumber(start, end);
  const value = valueOf(address);
  const bytes = <u32>(endOf(address) - value);
  // AnyValue.string_value alone, and not empty.
  const isText = bytes > 2 && <u32>load<u8>(value) == 0x0a && <u32>load<u8>(value, 1) == bytes - 2;
  return isText ? lookUp(address, start, end) : peerNumber(start, end);
}

/** The address of the highest rank that was noted; MOST_NAMES where none was. */
@inline
function bestAddress(): u32 {
  const bits = noted & addresses;
  return bits == 0 ? MOST_NAMES : ctz(bits);
}

@inline
function valueOf(name: u32): usize {
  return load<u32>(STARTS + (name << 2));
}

@inline
function endOf(name: u32): usize {
  return load<u32>(ENDS + (name << 2));
}

/** Looks a callee up by what decides on it: the rank of the address, its value, and the value of its port. */
function lookUp(address: u32, start: usize, end: usize): u32 {
  const length = putTogether(address);
  if (length == 0) return peerNumber(start, end);
  const slot = slotOf(CALLEES, TEXT, length);
  const known = numberIn(slot, TEXT, length);
  if (known != UNKNOWN) return known;
  const number = peerNumber(start, end);
  if (number != UNKNOWN) keep(slot, TEXT, length, number);
  return number;
}

/** Puts into TEXT what decides on a callee; returns how many bytes that is, 0 where it is too much. */
function putTogether(address: u32): u32 {
  store<u8>(TEXT, address);
  const length = append(1, address);
  const port = <u32>load<u8>(PORTS + address);
  if (length == 0 || port == MOST_NAMES || (noted & (1 << port)) == 0) return length;
  return append(length, port);
}

/** Adds the value of a name behind `length` bytes; returns the new length, 0 where it is too long. */
function append(length: u32, name: u32): u32 {
  const start = valueOf(name);
  const bytes = <u32>(endOf(name) - start);
  if (length + bytes > MOST_BYTES) return 0;
  for (let at: u32 = 0; at < bytes; at += 16) v128.store(TEXT + length + at, v128.load(start + at));
  return length + bytes;
}
