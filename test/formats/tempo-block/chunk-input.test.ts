import { ChunkInput } from '../../../lib/formats/tempo-block/chunk-input';

/** More than three pieces of what is fetched at once; a factor that shares nothing with 256 makes no two parts alike. */
const FILE = Uint8Array.from({ length: 7_000_000 }, (_, index) => (index * 167) ^ (index >>> 8));
const START = 100;
const END = FILE.length - 50;

/** A file that reads into the memory that it is given, and what was read of it. */
function openFile() {
  const reads: [start: number, end: number][] = [];
  const read = (start: number, end: number, memory?: Uint8Array) => {
    reads.push([start, end]);
    const length = end - start;
    const bytes =
      memory !== undefined && memory.length >= length ? memory.subarray(0, length) : new Uint8Array(length);
    bytes.set(FILE.subarray(start, end));
    return Promise.resolve(bytes);
  };
  return { file: { size: FILE.length, read }, reads };
}

const areEqual = (bytes: Uint8Array, at: number) =>
  Buffer.compare(bytes, FILE.subarray(at, at + bytes.length)) === 0;

test.each([
  ['small ones', [1000]],
  ['such that begin in one piece and end in the next', [700_001]],
  ['larger than a piece', [3_000_000]],
  ['of all sizes', [17, 2_097_152, 1, 500_000, 2_500_000, 4096]],
])('pages are read whole, each byte once: %s', async (_, lengths) => {
  const { file, reads } = openFile();
  const input = new ChunkInput(file, { start: START, end: END });
  for (let page = 0; !input.isAtEnd; page++) {
    const at = input.position;
    const length = Math.min(lengths[page % lengths.length] ?? 1, END - at);
    // A header is looked at before, of which nobody knows how long it is.
    const head = await input.peek(4096);
    expect([head.length >= Math.min(4096, END - at), areEqual(head.subarray(0, 4096), at)]).toEqual([
      true,
      true,
    ]);
    const body = (await input.peek(length)).subarray(0, length);
    expect([body.length, areEqual(body, at)]).toEqual([length, true]);
    input.position += length;
    // It is good for as long as its page is.
    expect(areEqual(body, at)).toBe(true);
  }
  expect(reads[0]?.[0]).toBe(START);
  expect(reads.at(-1)?.[1]).toBe(END);
  for (const [index, [start]] of reads.slice(1).entries()) expect(start).toBe(reads[index]?.[1]);
});

test('nothing is fetched before it is asked for', async () => {
  const { file, reads } = openFile();
  const input = new ChunkInput(file, { start: START, end: START + 10 });
  expect(reads).toEqual([]);
  expect(await input.peek(1000)).toHaveLength(10);
  expect(reads).toEqual([[START, START + 10]]);
});
