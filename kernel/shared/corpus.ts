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

/** Moves the rows `from` to `to`, and their parents among them, to where `gap` fewer stand before them. */
export function moveRows(from: u32, to: u32, gap: u32): void {
  moveWords(records, from, to, gap);
  moveWords(services, from, to, gap);
  moveWords(parents, from, to, gap);
  let row = from - gap;
  const end = to - gap;
  const gaps = i32x4.splat(gap);
  for (; row + 4 <= end; row += 4) {
    const above = v128.load(parents + (row << 2));
    const moved = v128.and(v128.ge<i32>(above, i32x4.splat(0)), gaps);
    v128.store(parents + (row << 2), v128.sub<i32>(above, moved));
  }
  for (; row < end; row++) {
    const above = parentOf(row);
    if (above >= 0) setParent(row, above - <i32>gap);
  }
}

@inline
function moveWords(column: usize, from: u32, to: u32, gap: u32): void {
  memory.copy(column + ((from - gap) << 2), column + (from << 2), (to - from) << 2);
}
