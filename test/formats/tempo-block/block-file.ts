import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type BlockLayout, type BlockTrace, BlockWriter } from '../../../bench/archive/block-writer';
import { type BlockOptions, type BlockResult, decodeBlock } from '../../../lib/formats/tempo-block';
import type { BlockFacts } from '../../../lib/model/block';
import { NEEDS } from '../../../lib/model/needs';
import { parseBlockMeta } from '../../../lib/sources/block-meta';
import { TestSink } from '../rows';

/** The recorded blocks that were live, by format. */
export const RECORDED = {
  vParquet4: 'blocks-vparquet4/team-a/3ebe6a51-52f4-4fbf-838e-d3aaa6b409fc',
  vParquet5: 'blocks-vparquet5/single-tenant/b1dd0e65-81de-424f-b5ee-a7cb6ed3897e',
} as const;

export const FIXTURES = join(__dirname, '../../fixtures/tempo');

/** A block as it is stored. */
export interface BlockFile {
  readonly facts: BlockFacts;
  readonly bytes: Uint8Array;
}

export function recordedBlock(format: BlockLayout): BlockFile {
  const folder = join(FIXTURES, RECORDED[format]);
  const meta = parseBlockMeta(readFileSync(join(folder, 'meta.json')));
  if (typeof meta === 'string') throw new Error(meta);
  return { facts: meta.facts, bytes: readFileSync(join(folder, 'data.parquet')) };
}

/** A block that is written for a test. */
export function writtenBlock(
  format: BlockLayout,
  traces: readonly BlockTrace[],
  tracesPerGroup = 100,
): BlockFile {
  const parts: Buffer[] = [];
  const writer = new BlockWriter(format, tracesPerGroup, (bytes) => parts.push(bytes));
  for (const trace of traces) writer.add(trace);
  const { footerSize } = writer.end();
  const facts: BlockFacts = {
    format,
    footerSize,
    dedicatedColumns: [],
    traces: traces.length,
    compactionLevel: 0,
    rowGroups: Math.ceil(traces.length / tracesPerGroup),
  };
  return { facts, bytes: Buffer.concat(parts) };
}

/** Reads a block whole, or as the options say. */
export async function readBlockFile(
  { facts, bytes }: BlockFile,
  options: Partial<BlockOptions> = {},
): Promise<{ readonly sink: TestSink; readonly result: BlockResult }> {
  const sink = new TestSink();
  const file = {
    size: bytes.length,
    read: (start: number, end: number) => {
      if (start < 0 || end > bytes.length) throw new Error(`read from ${start} to ${end}`);
      return Promise.resolve(Uint8Array.from(bytes.subarray(start, end)));
    },
  };
  const all = { needs: new Set(NEEDS), keep: () => true, ...options };
  const result = await decodeBlock(file, facts, sink, all, () => Promise.resolve());
  return { sink, result };
}
