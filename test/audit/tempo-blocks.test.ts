import { cpSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { audit, type Report } from '../../lib';
import { assemble } from '../../lib/model/assemble';
import type { Corpus } from '../../lib/model/corpus';
import { PoolMap } from '../../lib/model/pool-map';
import { Fact, MISSING_PARENT, NO_PARENT } from '../../lib/model/span';
import { SpanTable } from '../../lib/model/table';
import { hexOfWords } from '../../lib/model/words';
import { readBlockFile, recordedBlock } from '../formats/tempo-block/block-file';
import { temporaryFolder, writeFiles } from './archives';

const FIXTURES = join(__dirname, '../fixtures/tempo');
const NOW = Date.UTC(2026, 10, 23);
const folder = temporaryFolder();
let copies = 0;

const KINDS = [
  ['vParquet4', 'blocks-vparquet4', 'truth-2.10.8.json.gz'],
  ['vParquet5', 'blocks-vparquet5', 'truth-3.1-dev.json.gz'],
] as const;

/** What was pushed to the server that left the block. Of the trace over the size limit, it kept 740 spans. */
interface Truth {
  readonly case: string;
  readonly spans: number;
  readonly distinct?: number;
  readonly orphans?: number;
  readonly roots?: number;
}

const KEPT = 740;

function truthOf(file: string): ReadonlyMap<string, Truth> {
  const { traces }: { traces: Record<string, Truth> } = JSON.parse(
    gunzipSync(readFileSync(join(FIXTURES, file))).toString('utf8'),
  );
  return new Map(Object.entries(traces).map(([id, truth]) => [id.padStart(32, '0'), truth]));
}

/** A copy of recorded blocks, to be changed. */
function copyOf(blocks: string): string {
  const copy = join(folder, String(copies++));
  cpSync(join(FIXTURES, blocks), copy, { recursive: true });
  return copy;
}

const blockFolders = (top: string) =>
  readdirSync(top, { recursive: true, withFileTypes: true })
    .filter(({ name }) => name === 'data.parquet')
    .map(({ parentPath }) => parentPath);

/** The block that was not compacted away. */
const liveBlock = (top: string) =>
  blockFolders(top).find((block) => existsSync(join(block, 'meta.json'))) ?? '';

const auditOf = (source: string, options: Partial<Parameters<typeof audit>[0]> = {}) =>
  audit({ sources: [source], now: NOW, threads: 1, ...options });

/** What must not depend on how often, and in which blocks, the spans are stored. */
function facts({ structure, traces, findings, services, edges }: Report): object {
  const { resends: _, ...shape } = structure;
  return { shape, traces, findings, services, edges };
}

/** Findings without the traces that they show and their times, which were made anew for each server. */
function comparable({ findings }: Report): object[] {
  return findings.map(({ check, severity, service, edge, blame, reasons, rate }) => ({
    check,
    severity,
    service,
    edge,
    blame,
    reasons,
    rate,
  }));
}

describe.each(KINDS)('%s', (format, blocks, truthFile) => {
  const truth = truthOf(truthFile);
  let corpus: Corpus;
  let report: Report;

  beforeAll(async () => {
    const { sink } = await readBlockFile(recordedBlock(format));
    const { batch } = sink;
    const table = new SpanTable();
    const pools = new PoolMap(table);
    pools.extend(batch.strings.textsFrom(1), batch.resources.from(0));
    const { columns, length } = batch.take();
    table.append(columns, length, pools);
    const rules = {
      window: null,
      damagedTraces: new Set<string>(),
      truncatedObjects: new Set<number>(),
      corruptObjects: new Set<number>(),
      damagedTimes: [],
      settle: 0,
    };
    ({ corpus } = assemble(table, rules));
    report = await auditOf(join(FIXTURES, blocks));
  });

  /** Spans, orphans, roots, linked spans and thresholds of each trace. */
  function shapes() {
    const { parent, traceStart, spans } = corpus;
    return new Map(
      Array.from({ length: corpus.traceCount }, (_, trace) => {
        const rows = Array.from(
          { length: traceStart[trace + 1]! - traceStart[trace]! },
          (_row, index) => traceStart[trace]! + index,
        );
        return [
          hexOfWords(corpus.traceIds, trace * 4, 4),
          {
            spans: rows.length,
            orphans: rows.filter((row) => parent[row] === MISSING_PARENT).length,
            roots: rows.filter((row) => parent[row] === NO_PARENT).length,
            links: rows.filter((row) => (spans.facts(row) & Fact.HAS_LINK) !== 0).length,
            thresholds: new Set(rows.map((row) => spans.threshold(row))),
            services: new Set(rows.map((row) => corpus.services[corpus.service[row]!])),
          },
        ] as const;
      }),
    );
  }

  it('holds every trace that was pushed, leading zeros included, and no other', () => {
    expect([...shapes().keys()].sort()).toEqual([...truth.keys()].sort());
    expect(corpus.traceCount).toBe(104);
  });

  it.each([...new Set([...truth.values()].map((one) => one.case))])(
    'every %s trace has its shape',
    (name) => {
      const found = shapes();
      const own = [...truth].filter(([, one]) => one.case === name);
      expect(own.length).toBeGreaterThan(0);
      for (const [id, { spans, distinct = spans, orphans = 0, roots = 1 }] of own) {
        const shape = found.get(id);
        if (name === 'over-size-limit') expect(shape?.spans).toBe(KEPT);
        else expect(shape).toMatchObject({ spans: distinct, orphans, roots });
        expect(shape?.links).toBe(name === 'consumer-link' ? 1 : 0);
        expect(shape?.thresholds).toEqual(new Set([name === 'tracestate-th' ? 0x8001 : 0]));
        expect(shape?.services.has('(no service.name)')).toBe(name === 'root-without-service');
      }
    },
  );

  it('is judged with exact counts', () => {
    // 25 traces with an orphan each, and the one over the size limit, all of whose spans but a root are orphans.
    expect(report.structure).toMatchObject({
      spans: 4278,
      orphans: 25 + KEPT,
      tracesWithOrphans: 26,
      rootless: 5 + 1,
      multiRoot: 5,
      resends: 0,
      idClashes: 0,
      invalidIds: 0,
    });
    expect(report.coverage).toMatchObject({
      objects: { listed: 1, read: 1, unreadable: 0 },
      formats: { [`tempo-${format.toLowerCase()}`]: 1 },
      spans: { read: 4278, kept: 4278, rejected: 0 },
      problems: [],
    });
    expect(report.coverage.traces).toMatchObject({ sampled: 104, judged: 104, damaged: 0 });
  });

  it('merges blocks that hold the same traces: replicas and what compaction left', async () => {
    const copy = copyOf(blocks);
    for (const block of blockFolders(copy)) {
      const compacted = join(block, 'meta.compacted.json');
      if (existsSync(compacted)) renameSync(compacted, join(block, 'meta.json'));
    }
    const merged = await auditOf(copy);
    expect(merged.coverage.objects).toEqual({ listed: 3, read: 3, unreadable: 0 });
    expect(merged.structure.resends).toBeGreaterThan(4000);
    expect(facts(merged)).toEqual(facts(report));
  });

  it('samples whole traces', async () => {
    const sampled = await auditOf(join(FIXTURES, blocks), { sample: 0.5 });
    expect(sampled.coverage.spans.read).toBe(4278);
    expect(sampled.coverage.spans.kept).toBeLessThan(4278);
    const examples = new Set(
      report.findings.flatMap(({ examples: all }) => all.map(({ traceId }) => traceId)),
    );
    expect(examples.size).toBeGreaterThan(0);
    expect(sampled.structure.invalidIds).toBe(0);
  });

  it('fetches no more than the checks need', async () => {
    const structure = await auditOf(join(FIXTURES, blocks), { checks: ['orphan-span'] });
    expect(structure.settings.checks).toEqual(['orphan-span']);
    expect(structure.coverage.bytes.read).toBeLessThan(report.coverage.bytes.read / 1.5);
    const orphans = (of: Report) => of.findings.filter(({ check }) => check === 'orphan-span');
    expect(orphans(structure).map(({ rate, service }) => [rate, service])).toEqual(
      orphans(report).map(({ rate, service }) => [rate, service]),
    );
  });

  it('is chosen by the time of its spans', async () => {
    const at = Date.parse(format === 'vParquet4' ? '2026-11-22T13:43:32Z' : '2026-11-22T13:34:51Z');
    const iso = (millis: number) => new Date(millis).toISOString();
    const within = { from: iso(at - 60_000), to: iso(at + 60_000) };
    const before = { from: iso(at - 7_200_000), to: iso(at - 3_600_000) };
    expect((await auditOf(join(FIXTURES, blocks), { window: within })).coverage.traces.judged).toBe(104);
    const earlier = await auditOf(join(FIXTURES, blocks), { window: before });
    expect(earlier.coverage).toMatchObject({ objects: { listed: 0 }, bytes: { read: 0 } });
    expect(earlier.verdict).toBe('unknown');
  });
});

test('a check that there is not is a mistake, not an audit without findings', async () => {
  await expect(auditOf(join(FIXTURES, 'blocks-vparquet4'), { checks: ['orphan-spam'] })).rejects.toThrow(
    'There is no check "orphan-spam"',
  );
});

test('both formats give the same findings', async () => {
  const [four, five] = await Promise.all(KINDS.map(([, blocks]) => auditOf(join(FIXTURES, blocks))));
  expect(four?.findings.length).toBeGreaterThan(3);
  expect(comparable(five!)).toEqual(comparable(four!));
});

describe('beside blocks', () => {
  it('OTLP objects are read as ever, and formats that are not are told once', async () => {
    const copy = copyOf('blocks-vparquet4');
    const block = liveBlock(copy);
    const old = (id: string) => `tenant-b/${id}/meta.json`;
    const meta = readFileSync(join(block, 'meta.json'), 'utf8').replace('vParquet4', 'vParquet3');
    const line =
      '{"resourceSpans":[{"scopeSpans":[{"spans":[{"traceId":"00000000000000000000000000000001","spanId":"0000000000000001","name":"x","startTimeUnixNano":"1795355012000000000","endTimeUnixNano":"1795355012000000001"}]}]}]}\n';
    writeFiles(copy, {
      'tempo_cluster_seed.json': '{}',
      'work.json': '{}',
      'otlp/spans.json': line,
      [old('11111111-2222-3333-4444-555555555555')]: meta,
      [old('11111111-2222-3333-4444-666666666666')]: meta,
    });
    const report = await auditOf(copy);
    expect(report.coverage.formats).toEqual({ 'otlp-json': 1, 'tempo-vparquet4': 1 });
    expect(report.coverage.problems).toEqual([
      {
        object: join(copy, 'tenant-b'),
        offset: null,
        reason: 'unsupported-format',
        message: 'format vParquet3 is not supported, 2 blocks (read are vParquet4 and vParquet5)',
        count: 1,
      },
    ]);
    expect(report.coverage.traces.judged).toBe(105);
  });

  it('a damaged block leaves no trace of its time judged', async () => {
    const copy = copyOf('blocks-vparquet4');
    const block = liveBlock(copy);
    writeFileSync(join(block, 'data.parquet'), Buffer.alloc(1000));
    const report = await auditOf(copy);
    expect(report.verdict).toBe('unknown');
    expect(report.coverage.objects).toEqual({ listed: 1, read: 0, unreadable: 1 });
    expect(report.coverage.problems).toMatchObject([{ reason: 'invalid-parquet', count: 1 }]);
  });

  it.each([
    ['no JSON', 'meta', 'no JSON'],
    ['none of Tempo', '{"name":"x"}', 'format'],
  ])('a meta.json that is %s is a problem', async (_, content, message) => {
    const copy = copyOf('blocks-vparquet4');
    const block = liveBlock(copy);
    writeFileSync(join(block, 'meta.json'), content);
    const { coverage } = await auditOf(copy);
    expect(coverage.objects.listed).toBe(0);
    expect(coverage.problems).toMatchObject([{ reason: 'invalid-field' }]);
    expect(coverage.problems[0]?.message).toContain(message);
  });

  it('a block without data is gone', async () => {
    const copy = copyOf('blocks-vparquet4');
    const block = liveBlock(copy);
    rmSync(join(block, 'data.parquet'));
    expect((await auditOf(copy)).coverage.problems).toMatchObject([{ reason: 'gone' }]);
  });
});

describe('blocks that vanish while they are read', () => {
  /** As the server left it before its last compaction: two blocks; the compacted one is put in their place. */
  function compacting(blocks: string) {
    const copy = copyOf(blocks);
    const all = blockFolders(copy);
    const successor = liveBlock(copy);
    const hidden = join(folder, `hidden-${copies}`);
    const inputs = all.filter((block) => block !== successor);
    for (const block of inputs) renameSync(join(block, 'meta.compacted.json'), join(block, 'meta.json'));
    renameSync(successor, hidden);
    return {
      copy,
      compact: () => {
        renameSync(hidden, successor);
        for (const block of inputs) rmSync(block, { recursive: true });
      },
      remove: () => {
        for (const block of inputs) rmSync(block, { recursive: true });
      },
    };
  }

  it.each(KINDS)('%s: their spans are read from the block that took their place', async (_, blocks) => {
    const { copy, compact } = compacting(blocks);
    let isDone = false;
    const report = await auditOf(copy, {
      onProgress: ({ stage }) => {
        if (stage === 'reading' && !isDone) compact();
        isDone ||= stage === 'reading';
      },
    });
    const settled = await auditOf(join(FIXTURES, blocks));
    expect(report.coverage).toMatchObject({ objects: { listed: 3, read: 3 }, problems: [] });
    expect(facts(report)).toEqual(facts(settled));
  });

  it('what nothing took the place of is counted, and nothing of its time is judged', async () => {
    const { copy, remove } = compacting('blocks-vparquet4');
    let isDone = false;
    const { coverage, verdict } = await auditOf(copy, {
      onProgress: ({ stage }) => {
        if (stage === 'reading' && !isDone) remove();
        isDone ||= stage === 'reading';
      },
    });
    expect(coverage.objects).toEqual({ listed: 2, read: 0, unreadable: 2 });
    expect(coverage.problems.map(({ reason }) => reason)).toEqual(['gone', 'gone']);
    expect(verdict).toBe('unknown');
  });
});
