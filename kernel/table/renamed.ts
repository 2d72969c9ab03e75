import { AT_FACTS, AT_KIND, AT_ORDINAL, AT_PARENT_ID, AT_SPAN_ID } from '../shared/record';
import { FACT_RENAMED, KIND_CLIENT, KIND_SERVER } from '../shared/span';
import { hashOf, isLowId, lowWord } from './span-ids';

/*
 * Tempo's answer by ID makes IDs unique where a server half shares that of its client half (Zipkin's way): each such
 * server span gets the lowest ID that its trace does not have, from 1 on, and the shared ID as its parent; then whatever
 * has the shared ID as its parent is moved below the last of these spans, and so are the others of them
 * (modules/frontend/combiner/trace_by_id_deduper.go). Tempo's blocks keep the IDs as they came. Here the spans get them
 * back before they are assembled, so that it makes no difference where they were read.
 */

// Notes of this file; once records are sorted, nobody asks for their ordinals.
/** Of a server span: its client half, if it was renamed; else 0. */
const AT_CLIENT: usize = AT_ORDINAL;
/** Of a client span: the low word of the ID of the server span below it, 0 where there is none, or SEVERAL. */
const AT_LAST: usize = AT_ORDINAL;
const SEVERAL: u32 = 0xffffffff;

/** Records by ID: addresses, 0 where a slot is free. */
let slots: usize = 0;
let mask: u32 = 0;

/**
 * Gives spans of one trace that were renamed the ID of their client half and its parent, and their children the shared
 * ID as their parent. Of what had stood there, only a parent that a server half did not share is lost.
 * @param first where the addresses of the trace's records begin
 * @param last where they end
 * @param table room for twice as many words as there are records, and a power of two; zero again afterwards
 * @param words so many words
 */
export function restoreIds(first: usize, last: usize, table: usize, words: u32): void {
  const most = <u32>(last - first) >> 2;
  let isLikely = false;
  for (let at = first; at < last && !isLikely; at += 4) isLikely = mayBeRenamed(<usize>load<u32>(at), most);
  if (!isLikely) return;
  slots = table;
  mask = words - 1;
  memory.fill(slots, 0, words << 2);
  for (let at = first; at < last; at += 4) {
    const record = <usize>load<u32>(at);
    if (mayBeShared(record)) store<u32>(record, 0, AT_LAST);
    else if (!mayBeRenamed(record, most)) continue;
    enter(record);
  }
  for (let at = first; at < last; at += 4) {
    const record = <usize>load<u32>(at);
    if (mayBeRenamed(record, most)) noteBelow(record);
  }
  for (let at = first; at < last; at += 4) {
    const record = <usize>load<u32>(at);
    if (mayBeRenamed(record, most)) store<u32>(record, <u32>clientOf(record), AT_CLIENT);
  }
  // Clients get back their parents before server halves take these over.
  for (let at = first; at < last; at += 4) {
    const record = <usize>load<u32>(at);
    if (mayBeRenamed(record, most) && load<u32>(record, AT_CLIENT) != 0) continue;
    const above = find(load<u64>(record, AT_PARENT_ID));
    if (above == 0 || !mayBeRenamed(above, most)) continue;
    const client = <usize>load<u32>(above, AT_CLIENT);
    if (client != 0) store<u64>(record, load<u64>(client, AT_SPAN_ID), AT_PARENT_ID);
  }
  for (let at = first; at < last; at += 4) {
    const record = <usize>load<u32>(at);
    const client = mayBeRenamed(record, most) ? <usize>load<u32>(record, AT_CLIENT) : 0;
    if (client == 0) continue;
    store<u64>(record, load<u64>(client, AT_SPAN_ID), AT_SPAN_ID);
    store<u64>(record, load<u64>(client, AT_PARENT_ID), AT_PARENT_ID);
    store<u16>(record, load<u16>(record, AT_FACTS) | FACT_RENAMED, AT_FACTS);
  }
  memory.fill(slots, 0, words << 2);
}

/** Whether a span may have got its ID from Tempo: it is a server's, and 1 to `most`. */
@inline
function mayBeRenamed(record: usize, most: u32): bool {
  const id = load<u64>(record, AT_SPAN_ID);
  return isLowId(id) && id != 0 && lowWord(id) <= most && load<u8>(record, AT_KIND) == KIND_SERVER;
}

/** Whether a server half may have shared the span's ID. Where client halves have low IDs as well, IDs are counted up. */
@inline
function mayBeShared(record: usize): bool {
  return load<u8>(record, AT_KIND) == KIND_CLIENT && !isLowId(load<u64>(record, AT_SPAN_ID));
}

/** Notes a span that may be renamed with the client span above it. */
function noteBelow(record: usize): void {
  const client = find(load<u64>(record, AT_PARENT_ID));
  if (client == 0 || load<u8>(client, AT_KIND) != KIND_CLIENT) return;
  const id = lowWord(load<u64>(record, AT_SPAN_ID));
  const known = load<u32>(client, AT_LAST);
  store<u32>(client, known == 0 || known == id ? id : SEVERAL, AT_LAST);
}

/**
 * The client half of a span that may be renamed; 0 where it was not. Of the server halves of one client span all but the
 * last were moved below that, and have lower IDs: where two are below the client span itself, or one is below a span with
 * a lower ID than its own, their IDs were counted up by whoever made them.
 */
function clientOf(record: usize): usize {
  const above = find(load<u64>(record, AT_PARENT_ID));
  if (above == 0 || load<u8>(above, AT_KIND) == KIND_CLIENT) return calledBy(above, record);
  const isMoved = lowWord(load<u64>(record, AT_SPAN_ID)) < lowWord(load<u64>(above, AT_SPAN_ID));
  return isMoved ? calledBy(find(load<u64>(above, AT_PARENT_ID)), above) : 0;
}

/** The client span, if this is the only server span below it; else 0. */
function calledBy(client: usize, server: usize): usize {
  if (client == 0 || load<u8>(client, AT_KIND) != KIND_CLIENT) return 0;
  return load<u32>(client, AT_LAST) == lowWord(load<u64>(server, AT_SPAN_ID)) ? client : 0;
}

/** Enters a record. Of several with one ID that with the least parent stays, whatever the order in which they came. */
function enter(record: usize): void {
  const slot = slotOf(load<u64>(record, AT_SPAN_ID));
  const known = <usize>load<u32>(slot);
  if (known == 0 || load<u64>(record, AT_PARENT_ID) < load<u64>(known, AT_PARENT_ID)) store<u32>(slot, <u32>record);
}

/** The record that was entered with this ID, or 0. */
function find(id: u64): usize {
  return id == 0 ? 0 : <usize>load<u32>(slotOf(id));
}

/** Where the record with this ID is entered, or may be. */
function slotOf(id: u64): usize {
  let slot = hashOf(id) & mask;
  let known = <usize>load<u32>(slots + (slot << 2));
  while (known != 0 && load<u64>(known, AT_SPAN_ID) != id) {
    slot = (slot + 1) & mask;
    known = <usize>load<u32>(slots + (slot << 2));
  }
  return slots + (slot << 2);
}
