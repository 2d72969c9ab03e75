/*
 * What a corpus is to kernels (lib/model/corpus.ts), once the addresses of its columns were read from a block of words
 * (lib/model/kernel/corpus-columns.ts).
 */

/** Where each trace begins: a row, and behind the last trace the end. */
export let traceStart: usize = 0;
/** The address of each row's record. */
let records: usize = 0;
/** Row of each row's parent, NO_PARENT or MISSING_PARENT. */
let parents: usize = 0;
/** Service number of each row. */
let services: usize = 0;

export function openCorpus(block: usize): void {
  traceStart = load<u32>(block);
  records = load<u32>(block, 4);
  parents = load<u32>(block, 8);
  services = load<u32>(block, 12);
}

@inline
export function recordOf(row: u32): usize {
  return <usize>load<u32>(records + (row << 2));
}

@inline
export function setRecord(row: u32, record: usize): void {
  store<u32>(records + (row << 2), <u32>record);
}

/** Where the address of a row's record stands. */
@inline
export function placeOf(row: u32): usize {
  return records + (row << 2);
}

@inline
export function parentOf(row: u32): i32 {
  return load<i32>(parents + (row << 2));
}

@inline
export function setParent(row: u32, parent: i32): void {
  store<i32>(parents + (row << 2), parent);
}

@inline
export function serviceOf(row: u32): u32 {
  return load<u32>(services + (row << 2));
}

@inline
export function setService(row: u32, service: u32): void {
  store<u32>(services + (row << 2), service);
}
