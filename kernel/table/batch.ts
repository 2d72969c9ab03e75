/*
 * Where the columns of a batch stand from which spans come into the table, once the addresses were read from a block of
 * words, in the order of COLUMN_NAMES (lib/model/columns.ts).
 */

export let traceId: usize = 0;
export let spanId: usize = 0;
export let parentId: usize = 0;
export let start: usize = 0;
export let end: usize = 0;
export let resource: usize = 0;
export let name: usize = 0;
export let peer: usize = 0;
export let object: usize = 0;
export let flags: usize = 0;
export let facts: usize = 0;
export let threshold: usize = 0;
export let kind: usize = 0;

export function openBatch(block: usize): void {
  traceId = load<u32>(block);
  spanId = load<u32>(block, 4);
  parentId = load<u32>(block, 8);
  start = load<u32>(block, 12);
  end = load<u32>(block, 16);
  resource = load<u32>(block, 20);
  name = load<u32>(block, 24);
  peer = load<u32>(block, 28);
  object = load<u32>(block, 32);
  flags = load<u32>(block, 36);
  facts = load<u32>(block, 40);
  threshold = load<u32>(block, 44);
  kind = load<u32>(block, 48);
}
