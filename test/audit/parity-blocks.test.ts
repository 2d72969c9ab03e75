import { join } from 'node:path';
import { parity, trace } from '../../lib';

const fixtures = join(__dirname, '../fixtures/tempo');

/**
 * What was pushed into a Tempo, twice over where spans came late or again, and the blocks that it left of it. It kept
 * 740 of the 1,506 spans of the one trace over its size limit, and counted the other 766 as discarded; 5,062 spans were
 * pushed, 18 of them twice.
 */
const RUNS = [
  {
    server: '2.10.8',
    blocks: 'blocks-vparquet4',
    cut: '7d80a05f7cc34c47111ec0c18b8454f3',
  },
  {
    server: '3.1-dev',
    blocks: 'blocks-vparquet5',
    cut: '301ab4d74bed885682c2bf0c7a87482f',
  },
];

describe.each(RUNS)('what Tempo $server was sent, against its blocks', ({ server, blocks, cut }) => {
  const pushed = join(fixtures, `pushed-${server}-*.json.gz`);
  const stored = join(fixtures, blocks);

  test.each([
    ['first', [pushed, stored], { onlyInFirst: 766, onlyInSecond: 0 }],
    ['second', [stored, pushed], { onlyInFirst: 0, onlyInSecond: 766 }],
  ])('the trace over the limit alone differs, what was pushed being the %s', async (_, sources, only) => {
    const report = await parity({ sources });
    expect(report.traces).toMatchObject({
      compared: 104,
      same: 103,
      onlyInFirst: 0,
      onlyInSecond: 0,
      differing: 1,
    });
    expect(report.spans).toEqual({ same: 5_062 - 18 - 766, ...only, renamed: 0 });
    expect(report.examples.differing).toMatchObject([{ traceId: cut, ...only }]);
  });

  test('a trace is the same from both', async () => {
    const { examples } = await parity({ sources: [pushed, stored] });
    const id = examples.differing[0]?.traceId ?? '';
    const [whole, half] = await Promise.all([
      trace(id, { sources: [pushed] }),
      trace(id, { sources: [stored] }),
    ]);
    expect([whole.summary.spans, whole.verdict]).toEqual([1_506, 'complete']);
    expect(half.summary.spans).toBe(740);
    const both = await trace(id, { sources: [pushed, stored] });
    expect(both.summary).toMatchObject({ spans: 1_506, resends: 740 });
  });
});
