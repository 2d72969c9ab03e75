import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Truth, truth } from '../../examples/shop/truth/model';
import { audit, type Report } from '../../lib';

/**
 * The recordings of the shop against what the shop itself counted while it ran: examples/shop/truth compares what
 * each process started with what the recorder stored, without any of the code under test.
 */
const recordings = join(__dirname, '../../examples/shop/recordings');
const truthOf = (name: string): Truth =>
  truth.parse(JSON.parse(readFileSync(join(recordings, name, 'truth.json'), 'utf8')));
const reportOf = (name: string): Promise<Report> =>
  audit({ sources: [join(recordings, name, 'archive')], threads: 1 });

describe.each(['healthy', 'faulty'])('the %s shop', (name) => {
  const expected = truthOf(name);
  let report: Report;
  beforeAll(async () => {
    report = await reportOf(name);
  });

  test('everything is read and judged', () => {
    const objects = expected.archive.objects.json + expected.archive.objects.protobuf;
    expect(report.coverage).toMatchObject({
      objects: { listed: objects, read: objects, unreadable: 0 },
      formats: {
        'otlp-json': expected.archive.objects.json,
        'otlp-proto': expected.archive.objects.protobuf,
      },
      spans: { read: expected.archive.records, kept: expected.archive.records, rejected: 0 },
      traces: {
        seen: expected.structure.traces,
        judged: expected.structure.traces,
        damaged: 0,
        unsettled: 0,
      },
      sampleRate: 1,
      problems: [],
    });
  });

  test('the structure is what was stored', () => {
    const { traces, ...structure } = expected.structure;
    expect(report.structure).toMatchObject(structure);
    expect(report.structure).toMatchObject({
      idClashes: 0,
      sharedRpc: 0,
      selfParents: 0,
      cycles: 0,
      invalidIds: 0,
    });
    expect(report.traces.complete + report.traces.incomplete).toBe(traces);
    expect(report.traces.partial).toBe(0);
  });

  test('services have the spans, traces, roots and orphans that were stored', () => {
    const rows = expected.services.map(({ service, stored, traces, roots, orphans }) => ({
      name: service,
      spans: stored,
      traces,
      roots,
      orphans,
    }));
    expect(report.services.toSorted(byName)).toEqual(rows.toSorted(byName));
  });

  test('calls without a span of the called service', () => {
    const missing = ({ from, to, withoutServer }: { from: string; to: string; withoutServer: number }) =>
      withoutServer > 0 ? [`${from} > ${to}: ${withoutServer}`] : [];
    expect(report.edges.flatMap(missing)).toEqual(expected.edges.flatMap(missing).sort());
  });
});

test('the healthy shop gives not one finding', async () => {
  const report = await reportOf('healthy');
  expect(report.findings).toEqual([]);
  expect(report.verdict).toBe('ok');
  expect(report.traces.incomplete).toBe(0);
});

describe('the faulty shop: each fault is found at its service', () => {
  let report: Report;
  beforeAll(async () => {
    report = await reportOf('faulty');
  });
  const expected = truthOf('faulty');
  const finding = (check: string, about: { service?: string; edge?: { from: string; to: string } }) =>
    report.findings.find(
      (it) =>
        it.check === check &&
        (about.service === undefined || it.service === about.service) &&
        (about.edge === undefined
          ? it.edge === null
          : it.edge?.from === about.edge.from && it.edge.to === about.edge.to),
    );
  const orphansOf = (service: string) =>
    expected.orphans.filter((it) => it.service === service).reduce((sum, { spans }) => sum + spans, 0);
  const edgeOf = (from: string, to: string) => expected.edges.find((it) => it.from === from && it.to === to);

  test('a queue too small: the service loses parents of its own spans', () => {
    expect(finding('orphan-span', { service: 'inventory' })).toMatchObject({
      severity: 'error',
      failing: orphansOf('inventory'),
      blame: { service: 'inventory', basis: 'own' },
    });
  });

  test.each([
    ['a bare ratio sampler', 'catalog', 'pricing'],
    ['exit without shutdown', 'mailer', 'templates'],
    ['a receiver that refuses', 'reviews', 'unknown_service:node'],
  ])('%s: orphans of the callee are blamed on the caller', (_, from, to) => {
    expect(finding('orphan-span', { edge: { from, to } })).toMatchObject({
      severity: 'error',
      service: to,
      failing: orphansOf(to),
      blame: { service: from, basis: 'inferred' },
    });
  });

  test.each([
    ['orders', 'payments'],
    ['orders', 'inventory'],
    ['gateway', 'catalog'],
    ['gateway', 'reviews'],
  ])('calls of %s that %s has no span of', (from, to) => {
    expect(finding('client-without-server', { edge: { from, to } })).toMatchObject({
      severity: 'error',
      applicable: edgeOf(from, to)?.calls,
      failing: edgeOf(from, to)?.withoutServer,
    });
  });

  test('a service without a name', () => {
    const nameless = expected.services.find(({ service }) => service.startsWith('unknown_service'));
    expect(finding('missing-service-name', { service: 'unknown_service:node' })).toMatchObject({
      severity: 'error',
      applicable: nameless?.stored,
      failing: nameless?.stored,
    });
  });

  test('traces without a root are counted', () => {
    const failing = report.findings
      .filter(({ check }) => check === 'missing-root')
      .reduce((sum, it) => sum + it.failing, 0);
    expect(failing).toBe(expected.structure.rootless);
  });

  test('no service without a fault of its own or of a neighbour is accused', () => {
    const accused = new Set(report.findings.map(({ blame }) => blame.service));
    for (const innocent of ['gateway', 'payments', 'shipping']) expect(accused).not.toContain(innocent);
  });
});

function byName(a: { readonly name: string }, b: { readonly name: string }): number {
  return a.name < b.name ? -1 : 1;
}
