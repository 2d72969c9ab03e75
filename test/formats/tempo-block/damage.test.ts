import * as fc from 'fast-check';
import type { BlockTrace } from '../../../bench/archive/block-writer';
import { type BlockFile, readBlockFile, recordedBlock, writtenBlock } from './block-file';

const REASONS = ['invalid-parquet', 'too-large'];
const bytes = (number: number, length: number) =>
  Buffer.from(number.toString(16).padStart(length * 2, '0'), 'hex');

const traces: BlockTrace[] = Array.from({ length: 6 }, (_, trace) => ({
  traceId: bytes(trace + 1, 16),
  resources: [
    {
      service: 'shop',
      spans: [1, 2, 3].map((id) => ({
        spanId: bytes(id, 8),
        parentId: id === 1 ? Buffer.alloc(0) : bytes(1, 8),
        name: `span ${id}`,
        kind: 3,
        start: 1_795_355_012_000_000_000n,
        duration: 5n,
        attributes: [['server.address', 'cart']] as const,
      })),
    },
  ],
}));

/** Whatever is damaged, what is told lies in the file and has a reason; and nothing else is thrown. */
async function expectTold(block: BlockFile): Promise<void> {
  const { sink, result } = await readBlockFile(block);
  for (const { offset, reason, message } of sink.problems) {
    expect(offset).toBeGreaterThanOrEqual(0);
    expect(offset).toBeLessThanOrEqual(block.bytes.length);
    expect(REASONS).toContain(reason);
    expect(message).not.toBe('');
  }
  if (!result.complete) expect(sink.problems).not.toEqual([]);
  if (sink.damaged.size > 0) expect(sink.problems).not.toEqual([]);
}

const sources = {
  written: writtenBlock('vParquet4', traces, 2),
  vParquet4: recordedBlock('vParquet4'),
  vParquet5: recordedBlock('vParquet5'),
};

describe.each(Object.entries(sources))('%s', (_, block) => {
  const anyChange = fc.record({
    at: fc.nat({ max: block.bytes.length - 1 }),
    // Half of the changes fall into the footer, which is what everything hangs on.
    fromEnd: fc.boolean(),
    value: fc.nat({ max: 255 }),
  });

  it('with changed bytes never breaks the reader', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyChange, { minLength: 1, maxLength: 8 }), async (changes) => {
        const damaged = Uint8Array.from(block.bytes);
        for (const { at, fromEnd, value } of changes) {
          const place = fromEnd ? damaged.length - 1 - (at % (block.facts.footerSize + 8)) : at;
          damaged[place] = value;
        }
        await expectTold({ ...block, bytes: damaged });
      }),
      { numRuns: 150 },
    );
  });

  it('cut anywhere is one problem at its end', async () => {
    await fc.assert(
      fc.asyncProperty(fc.nat({ max: block.bytes.length - 1 }), async (length) => {
        const { sink, result } = await readBlockFile({ ...block, bytes: block.bytes.subarray(0, length) });
        expect(sink.rows).toEqual([]);
        expect(result.complete).toBe(false);
        expect(sink.problems.map(({ reason }) => reason)).toEqual(['invalid-parquet']);
      }),
      { numRuns: 50 },
    );
  });
});

describe('a damaged row group', () => {
  // Two traces a row group: the name of the second one's first dictionary entry is where its pages begin.
  const block = sources.written;
  const at = Buffer.from(block.bytes).indexOf('span 1', Buffer.from(block.bytes).indexOf('span 1') + 1);

  it('names its traces, and the others are read', async () => {
    const damaged = Uint8Array.from(block.bytes);
    // The length of the dictionary's first text.
    damaged.set([0xff, 0xff, 0xff, 0x7f], at - 4);
    const { sink, result } = await readBlockFile({ ...block, bytes: damaged });
    expect(result.complete).toBe(true);
    expect([...sink.damaged].sort()).toEqual(['3', '4'].map((id) => id.padStart(32, '0')));
    expect(new Set(sink.rows.map(({ traceId }) => Number(traceId)))).toEqual(new Set([1, 2, 5, 6]));
    expect(sink.problems).toHaveLength(1);
    expect(sink.problems[0]).toMatchObject({ reason: 'invalid-parquet' });
    expect(sink.problems[0]?.message).toContain('Name');
  });
});

test.each([
  ['nothing', Buffer.alloc(0), 'too short'],
  ['no magic', Buffer.alloc(100), 'does not end as parquet does'],
  [
    'a footer longer than the file',
    Buffer.concat([Buffer.alloc(20), Buffer.from('ffffff7f', 'hex'), Buffer.from('PAR1')]),
    'cannot have',
  ],
  [
    'a footer of rubbish',
    Buffer.concat([
      Buffer.from('PAR1'),
      Buffer.alloc(50, 0xff),
      Buffer.from('32000000', 'hex'),
      Buffer.from('PAR1'),
    ]),
    '',
  ],
])('%s is one problem', async (_, content, message) => {
  const { sink, result } = await readBlockFile({ facts: sources.written.facts, bytes: content });
  expect(result.complete).toBe(false);
  expect(sink.problems).toHaveLength(1);
  expect(sink.problems[0]?.message).toContain(message);
});
