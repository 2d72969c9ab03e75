/*
 * Where the columns of a corpus stand (lib/model/corpus.ts), once the addresses were read from a block of words
 * (lib/model/kernel/corpus-columns.ts).
 */

export let traceStart: usize = 0;
export let spanId: usize = 0;
export let parentId: usize = 0;
export let start: usize = 0;
export let end: usize = 0;
export let resource: usize = 0;
export let name: usize = 0;
export let peer: usize = 0;
export let flags: usize = 0;
export let facts: usize = 0;
export let threshold: usize = 0;
export let kind: usize = 0;
export let service: usize = 0;
export let parent: usize = 0;

export function openCorpus(block: usize): void {
  traceStart = load<u32>(block);
  spanId = load<u32>(block, 4);
  parentId = load<u32>(block, 8);
  start = load<u32>(block, 12);
  end = load<u32>(block, 16);
  resource = load<u32>(block, 20);
  name = load<u32>(block, 24);
  peer = load<u32>(block, 28);
  flags = load<u32>(block, 32);
  facts = load<u32>(block, 36);
  threshold = load<u32>(block, 40);
  kind = load<u32>(block, 44);
  service = load<u32>(block, 48);
  parent = load<u32>(block, 52);
}
