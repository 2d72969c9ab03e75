import { join } from 'node:path';
import { parity, trace } from '../../lib';
import { timesOf } from '../tempo/audit';
import { RECORDED_MAX_BYTES, recordedCases, recordedPushes } from '../tempo/recordings';
import { type StandInTempo, startTempo } from '../tempo/server';

const fixtures = join(__dirname, '../fixtures/tempo');
const VERSION = '3.1-dev';
const BLOCKS = join(fixtures, 'blocks-vparquet5');
const PUSHED = join(fixtures, `pushed-${VERSION}-*.json.gz`);
const PUSHES = recordedPushes(VERSION);
const TIMES = timesOf(PUSHES);
const WINDOW = {
  from: new Date(TIMES.start - 60_000).toISOString(),
  to: new Date(TIMES.start + 120_000).toISOString(),
};
const CUT = '301ab4d74bed885682c2bf0c7a87482f';

describe('a running Tempo against what should be the same', () => {
  let tempo: StandInTempo;
  let live: string;
  const options = { window: WINDOW, now: TIMES.now };

  beforeAll(async () => {
    tempo = await startTempo({
      pushes: PUSHES,
      maxBytesPerTrace: RECORDED_MAX_BYTES,
      now: () => TIMES.now,
    });
    live = `tempo+${tempo.url}`;
  });
  afterAll(() => tempo.stop());
  afterEach(() => tempo.faults.clear());

  test('its own blocks hold the same 104 traces, span by span', async () => {
    const report = await parity({ sources: [live, BLOCKS], ...options });
    expect(report.traces).toMatchObject({ compared: 104, same: 104, differing: 0 });
    expect(report.verdict).toBe('ok');
  });

  test('what it was sent has the 766 spans more that it discarded of the trace over its limit', async () => {
    const report = await parity({ sources: [PUSHED, live], ...options });
    expect(report.traces).toMatchObject({ compared: 104, same: 103, differing: 1 });
    expect(report.spans).toMatchObject({ onlyInFirst: 766, onlyInSecond: 0 });
    expect(report.examples.differing).toMatchObject([{ traceId: CUT }]);
  });

  test('of a sample both sides read the same classes of last digits', async () => {
    const report = await parity({ sources: [live, BLOCKS], ...options, maxTraces: 30 });
    const { compared, same } = report.traces;
    expect(compared).toBeGreaterThan(0);
    expect(compared).toBeLessThan(104);
    expect(same).toBe(compared);
    const { first, second } = report.coverage;
    expect(first.traces.sampled).toBe(second.traces.sampled);
    expect(first.sampleRate).toBe(second.sampleRate);
  });

  test('a trace that it loses is missed there, and nowhere else', async () => {
    const [lost = ''] = [...recordedCases(VERSION)].find(([, kind]) => kind === 'healthy') ?? [];
    tempo.faults.add({ fault: { kind: 'missing' }, on: ['search', 'trace'], traceIds: [lost] });
    const report = await parity({ sources: [BLOCKS, live], ...options });
    expect(report.traces).toMatchObject({ compared: 104, same: 103, onlyInFirst: 1, onlyInSecond: 0 });
    expect(report.examples.onlyInFirst).toMatchObject([{ traceId: lost }]);
  });

  test('a query, which leaves traces out of one side, is refused', async () => {
    const query = '{ resource.service.name = "orders" }';
    await expect(parity({ sources: [live, BLOCKS], ...options, query })).rejects.toThrow(
      'A query leaves traces out of one source: parity compares without one.',
    );
  });

  test('a trace of it is shown as that of its blocks', async () => {
    const [fromTempo, fromBlocks] = await Promise.all(
      [live, BLOCKS].map((source) => trace(CUT, { sources: [source], now: TIMES.now })),
    );
    expect(fromTempo?.summary).toEqual(fromBlocks?.summary);
    expect(fromTempo?.summary.spans).toBe(740);
    expect(fromTempo?.verdict).toBe('incomplete');
  });
});
