import { truth } from '../../examples/shop/truth/model';
import { readObjects, readTruth, recordingSize } from './read-recording';
import type { RecordedSpan } from './recorded-span';

const MEBIBYTE = 1024 * 1024;

const RECORDINGS = ['healthy', 'faulty'] as const;

const load = (name: string) => ({ truth: truth.parse(readTruth(name)), objects: readObjects(name) });
const recordings = { healthy: load('healthy'), faulty: load('faulty') };

/** Distinct spans by key. */
function spansOf(name: (typeof RECORDINGS)[number]): Map<string, RecordedSpan> {
  const spans = recordings[name].objects.flatMap((object) => object.spans);
  return new Map(spans.map((span) => [`${span.trace}/${span.span}`, span]));
}

function parentOf(span: RecordedSpan, spans: ReadonlyMap<string, RecordedSpan>): RecordedSpan | undefined {
  return spans.get(`${span.trace}/${span.parent}`);
}

function countBy<T>(items: Iterable<T>, name: (item: T) => string): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const item of items) counts[name(item)] = (counts[name(item)] ?? 0) + 1;
  return counts;
}

test('the two recordings are small enough to be kept in the repository', () => {
  expect(recordingSize('healthy') + recordingSize('faulty')).toBeLessThan(3 * MEBIBYTE);
});

describe.each(RECORDINGS)('the %s recording', (name) => {
  const { truth, objects } = recordings[name];
  const spans = spansOf(name);

  test('has the objects that the truth counted, each with spans, in both encodings', () => {
    const { json, protobuf } = truth.archive.objects;
    expect(objects).toHaveLength(json + protobuf);
    expect(objects.filter(({ key }) => key.includes('.json'))).toHaveLength(json);
    expect(Math.min(json, protobuf)).toBeGreaterThan(20);
    expect(objects.filter((object) => object.spans.length === 0)).toEqual([]);
  });

  test('holds as many spans of each service as the truth says', () => {
    const stored = Object.fromEntries(truth.services.map(({ service, stored }) => [service, stored]));
    expect(countBy(spans.values(), ({ service }) => service)).toEqual(stored);
    expect(objects.flatMap((object) => object.spans)).toHaveLength(truth.archive.records);
  });

  test('has the structure that the truth says', () => {
    const orphans = [...spans.values()].filter((span) => span.parent !== '' && !parentOf(span, spans));
    const all = [...spans.values()];
    const roots = countBy(
      all.filter(({ parent }) => parent === ''),
      ({ trace }) => trace,
    );
    const traces = new Set(all.map(({ trace }) => trace));
    expect(truth.structure).toEqual({
      traces: traces.size,
      spans: spans.size,
      orphans: orphans.length,
      missingParents: new Set(orphans.map(({ trace, parent }) => `${trace}/${parent}`)).size,
      tracesWithOrphans: new Set(orphans.map(({ trace }) => trace)).size,
      rootless: [...traces].filter((trace) => roots[trace] === undefined).length,
      multiRoot: Object.values(roots).filter((count) => count > 1).length,
      resends: truth.archive.records - spans.size,
    });
    expect(countBy(orphans, ({ service }) => service)).toEqual(
      Object.fromEntries(
        truth.services.filter((row) => row.orphans > 0).map((row) => [row.service, row.orphans]),
      ),
    );
  });

  test('has a truth that adds up', () => {
    for (const row of [truth.totals, ...truth.services]) {
      expect(row.unsampled + row.ended + row.neverEnded).toBe(row.started);
      expect(row.unsampled + row.stored + row.lost).toBe(row.started);
    }
    for (const { withoutServer, because } of truth.edges) {
      const { otherTrace, unsampled, lost, neverStarted } = because;
      expect(otherTrace + unsampled + lost + neverStarted).toBe(withoutServer);
    }
    expect(truth.orphans.reduce((sum, row) => sum + row.spans, 0)).toBe(truth.structure.orphans);
  });

  test('has valid IDs only', () => {
    const invalid = [...spans.values()].filter(
      ({ trace, span }) => !/^(?!0+$)[0-9a-f]{32}$/.test(trace) || !/^(?!0+$)[0-9a-f]{16}$/.test(span),
    );
    expect(invalid).toEqual([]);
  });
});

describe('the healthy recording', () => {
  const { truth } = recordings.healthy;
  const spans = spansOf('healthy');

  test('lost nothing', () => {
    const { started, unsampled, neverEnded, stored, lost } = truth.totals;
    expect({ unsampled, neverEnded, stored, lost }).toEqual({
      unsampled: 0,
      neverEnded: 0,
      stored: started,
      lost: 0,
    });
    expect(truth.requests.failed).toBe(0);
    expect(truth.orphans).toEqual([]);
    expect(truth.edges.filter(({ withoutServer }) => withoutServer > 0)).toEqual([]);
    expect(truth.structure).toMatchObject({ orphans: 0, rootless: 0, multiRoot: 0, resends: 0 });
  });

  test('links every CONSUMER root to a producer and names every service', () => {
    const all = [...spans.values()];
    expect(all.filter(({ kind, parent, links }) => kind === 5 && (parent !== '' || links === 0))).toEqual([]);
    expect(all.filter(({ service }) => service === '' || service.startsWith('unknown_service'))).toEqual([]);
  });

  test('keeps children within their parents', () => {
    // The SDK cuts a span's start to whole milliseconds and moves its end by as much; it also reads its two clocks
    // one after the other. So a child can end one millisecond, rarely two, after its parent.
    const rounding = 2_000_000n;
    const outside = [...spans.values()].filter((span) => {
      const parent = parentOf(span, spans);
      return (
        parent !== undefined && (span.start + rounding < parent.start || span.end > parent.end + rounding)
      );
    });
    expect(outside).toEqual([]);
  });
});

describe('the faulty recording', () => {
  const { truth } = recordings.faulty;
  const service = (role: string) => {
    const row = truth.services.find((candidate) => candidate.role === role);
    if (row === undefined) throw new Error(`the truth has no ${role}`);
    return row;
  };
  const edge = (from: string, to: string) => truth.edges.find((row) => row.from === from && row.to === to);

  test('has every fault in a service of its own, and loss only where a fault takes spans', () => {
    expect(new Set(truth.faults.map(({ role }) => role)).size).toBe(truth.faults.length);
    const lossy = truth.services
      .filter(({ lost, unsampled }) => lost + unsampled > 0)
      .map(({ role }) => role);
    expect(lossy.sort()).toEqual(['catalog', 'inventory', 'mailer', 'reviews']);
    expect(truth.requests.failed).toBe(0);
  });

  test('bare-ratio-sampler: about half of the calls of catalog are unsampled, and pricing has the orphans', () => {
    const { started, unsampled, lost } = service('catalog');
    expect(lost).toBe(0);
    expect(unsampled / started).toBeGreaterThan(0.3);
    expect(unsampled / started).toBeLessThan(0.7);
    expect(edge('gateway', 'catalog')?.because.unsampled).toBeGreaterThanOrEqual(20);
    expect(service('pricing').orphans).toBeGreaterThanOrEqual(20);
  });

  test('context-not-injected: every charge is in a trace of its own', () => {
    const { calls = 0, because } = edge('orders', 'payments') ?? {};
    expect(calls).toBeGreaterThanOrEqual(20);
    expect(because?.otherTrace).toBe(calls);
    expect(edge('gateway', 'payments')).toMatchObject({ withoutServer: 0 });
    expect(service('payments').roots).toBe(calls);
  });

  test('export-queue-overflow: inventory dropped spans before any export failed', () => {
    const { droppedBeforeExport, lost, batches, orphans } = service('inventory');
    expect(lost).toBeGreaterThanOrEqual(20);
    expect({ droppedBeforeExport, failed: batches.failed }).toEqual({ droppedBeforeExport: lost, failed: 0 });
    expect(orphans).toBeGreaterThan(0);
  });

  test('exit-without-shutdown: each life of mailer lost its last spans', () => {
    const { instances, lost, batches } = service('mailer');
    expect(instances.length).toBeGreaterThan(5);
    expect(instances.filter((life) => life.lost > 0).length).toBeGreaterThan(instances.length / 2);
    expect(lost).toBeGreaterThanOrEqual(20);
    expect(batches.failed).toBe(0);
  });

  test('receiver-refusing: reviews lost the refused batches and nothing else', () => {
    const { lost, batches, batchedSpans } = service('reviews');
    expect(batches.failed).toBeGreaterThanOrEqual(2);
    expect(lost).toBe(batchedSpans.failed);
  });

  test('service-name-missing: search has the default name of the SDK and all its spans', () => {
    expect(service('search')).toMatchObject({ service: 'unknown_service:node', lost: 0 });
  });
});
