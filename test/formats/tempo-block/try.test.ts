import { readFileSync } from 'node:fs';
import { decodeBlock } from '../../../lib/formats/tempo-block';
import { SpanBatch } from '../../../lib/model/batch';
import { NEEDS } from '../../../lib/model/needs';
import { ResourcePool } from '../../../lib/model/resources';
import { StringPool } from '../../../lib/model/strings';
import { hexOfWords } from '../../../lib/model/words';

test.each([
  'blocks-vparquet4/team-a/3ebe6a51-52f4-4fbf-838e-d3aaa6b409fc',
  'blocks-vparquet5/single-tenant/b1dd0e65-81de-424f-b5ee-a7cb6ed3897e',
])('%s', async (dir) => {
  const bytes = readFileSync(`test/fixtures/tempo/${dir}/data.parquet`);
  const meta = JSON.parse(readFileSync(`test/fixtures/tempo/${dir}/meta.json`, 'utf8'));
  const batch = new SpanBatch(new StringPool(), new ResourcePool());
  const problems: string[] = [];
  const result = await decodeBlock(
    { size: bytes.length, read: async (a, b) => bytes.subarray(a, b) },
    {
      format: meta.format,
      footerSize: meta.footerSize,
      traces: 104,
      rowGroups: 1,
      dedicatedColumns: meta.dedicatedColumns.map((c: any) => ({
        scope: c.s ?? 'span',
        type: c.t ?? 'string',
        name: c.n,
      })),
    },
    {
      batch,
      problem: (...a) => problems.push(a.join(' ')),
      rejectSpan() {},
      skip() {},
      invalidId() {},
      damagedTrace() {},
    },
    { needs: new Set(NEEDS), keep: () => true },
    async () => {},
  );
  const c = batch.columns;
  const rows = Array.from({ length: 12 }, (_, r) =>
    [
      hexOfWords(c.traceId, r * 4, 4),
      hexOfWords(c.spanId, r * 2, 2),
      hexOfWords(c.parentId, r * 2, 2),
      c.kind[r],
      batch.strings.text(c.name[r]!),
      batch.strings.text(c.peer[r]!),
      c.facts[r],
      c.threshold[r],
      ((BigInt(c.end[r * 2]!) << 32n) | BigInt(c.end[r * 2 + 1]!)) -
        ((BigInt(c.start[r * 2]!) << 32n) | BigInt(c.start[r * 2 + 1]!)),
      JSON.stringify(batch.resources.at(c.resource[r]!)),
    ].join(' '),
  );
  console.log(
    result,
    batch.length,
    problems,
    rows.join('\n'),
    batch.resources.size,
    c.threshold.filter((x) => x > 0).length,
    c.facts.filter((x) => x & 8).length,
    c.facts.filter((x) => x & 16).length,
  );
});
