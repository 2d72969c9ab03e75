import path from 'node:path';
import { runAudit } from '../../lib/audit/audit';
import { effectiveConfig } from '../../lib/config/effective';
import { auditTempo, foundIn, pushesOf, timesOf } from '../tempo/audit';
import { RECORDED_MAX_BYTES, type RecordedVersion, recordedCases, recordedPushes } from '../tempo/recordings';
import { startTempo } from '../tempo/server';

const FIXTURES = path.join(__dirname, '../fixtures/tempo');

/**
 * What each case must come to, worked out from how its traces were made: six spans each, gateway (SERVER, CLIENT),
 * orders (SERVER, INTERNAL, CLIENT), payments (SERVER), of which the case leaves out one.
 */
const CASES: readonly (readonly [kind: string, found: readonly string[]])[] = [
  ['healthy', []],
  ['healthy-leading-zeros', []],
  // The CLIENT span of orders has lost its INTERNAL parent.
  ['internal-missing', ['orphan-span orders 10']],
  // The SERVER span of orders has lost the CLIENT span of gateway.
  ['client-missing', ['orphan-span orders 10']],
  ['root-missing', ['missing-root gateway 5', 'orphan-span gateway 5']],
  ['two-roots', ['multiple-roots orders 5']],
  ['server-missing', ['client-without-server orders 5']],
  ['late-half', []],
  ['resent', []],
  ['large', []],
  // The server kept 740 of 1,506 spans: children of one that it threw away, as it did the root, which ends last.
  ['over-size-limit', ['missing-root payments 1', 'orphan-span payments 740']],
  ['tracestate-th', []],
  ['root-without-service', ['missing-service-name (no service.name) 4']],
  ['producer', []],
  ['consumer-link', []],
];

const VERSIONS = [
  ['2.10.8', '2.10', 'blocks-vparquet4'],
  ['3.1-dev', '3.1', 'blocks-vparquet5'],
] as const;

describe.each(VERSIONS)('the traces that Tempo %s was recorded with', (version, flavour, blocks) => {
  test.each(CASES)('%s', async (kind, found) => {
    const report = await auditRecorded(version, flavour, [kind, 'healthy']);
    expect(foundIn(report)).toEqual(found);
    expect(report.coverage.problems).toEqual([]);
    expect(report.coverage.objects.unreadable).toBe(0);
  });

  test.each(CASES)('%s, from the blocks that it left', async (kind, found) => {
    const cases = [...recordedCases(version)];
    const traceIds = cases.filter(([, own]) => own === kind || own === 'healthy').map(([id]) => id);
    const report = await runAudit(effectiveConfig({}, { sources: [path.join(FIXTURES, blocks)] }), {
      now: timesOf(recordedPushes(version)).now,
      traceIds,
    });
    expect(foundIn(report)).toEqual(found);
    expect(report.coverage.traces.judged).toBe(traceIds.length);
    expect(report.coverage.problems).toEqual([]);
  });

  test('all of them', async () => {
    const report = await auditRecorded(version, flavour, null);
    const { coverage, traces, structure } = report;
    expect(coverage.traces).toMatchObject({ seen: 104, judged: 104, unsettled: 0, cut: 0, outsideWindow: 0 });
    expect(coverage.live).toMatchObject([
      {
        plan: { kind: 'suffix-classes', rate: 1 },
        found: 104,
        mismatch: { notFoundById: 0, notFoundBySearch: 0, examples: [] },
        pagesIncomplete: 0,
        partial: 0,
      },
    ]);
    // 10 + 10 + 5 with one orphan each, 5 of them without a root, and the one that the server cut.
    expect(structure).toMatchObject({ orphans: 25 + 740, tracesWithOrphans: 26, rootless: 6, multiRoot: 5 });
    expect(traces.partial + traces.incomplete + traces.complete).toBe(104);
  });

  test('the one that the server cut is marked', async () => {
    const report = await auditRecorded(version, flavour, ['over-size-limit', 'large', 'healthy']);
    const cut = [...recordedCases(version)].filter(([, kind]) => kind === 'over-size-limit');
    expect(report.coverage.live?.[0]?.maybeCutBySize).toEqual({
      traces: 1,
      examples: cut.map(([traceId]) => traceId),
    });
  });
});

async function auditRecorded(
  version: RecordedVersion,
  flavour: '2.10' | '3.1',
  kinds: readonly string[] | null,
) {
  const times = timesOf(recordedPushes(version));
  const pushes = pushesOf(version, (kind) => kinds === null || kinds.includes(kind));
  const options = { pushes, flavour, maxBytesPerTrace: RECORDED_MAX_BYTES, now: () => times.now };
  const tempo = await startTempo(options);
  try {
    return await auditTempo(tempo.url, times, { maxBytesPerTrace: RECORDED_MAX_BYTES });
  } finally {
    await tempo.stop();
  }
}
