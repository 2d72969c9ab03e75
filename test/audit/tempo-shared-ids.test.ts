import { parity, type Report } from '../../lib';
import { runAudit } from '../../lib/audit/audit';
import { effectiveConfig } from '../../lib/config/effective';
import { readTraceResponse } from '../../lib/sources/tempo/trace-response';
import { auditTempo, foundIn, timesOf } from '../tempo/audit';
import { CLASHING_IDS, SHARED_IDS } from '../tempo/recordings';
import { type StandInTempo, startTempo } from '../tempo/server';

/*
 * Calls whose halves share an ID (Zipkin's way), pushed to Tempo 3.1-dev. Its blocks keep them as they came. Its answer
 * by ID gives the server half an ID of its own, and moves all children of the shared ID below it.
 */

/** The trace of an answer, as hex; what it cost the server is left out. */
const traceOf = (answer: Uint8Array) => Buffer.concat(readTraceResponse(answer).trace).toString('hex');

/** What must not depend on where the spans come from. */
function judged({ traces, structure, findings, services, edges, passed }: Report): object {
  return { traces, structure, findings, services, edges, passed };
}

/*
 * Five traces each of: gateway (SERVER, CLIENT), orders (SERVER, under the ID of the CLIENT; INTERNAL below it), of which
 * a case leaves out one; once the server half came first, once the CLIENT has a child in gateway, once it is the root.
 */
const pairs = {
  name: 'a shared ID is one call',
  recorded: SHARED_IDS,
  traces: 40,
  // Five client spans whose parent was lost, without a root; five spans below one that was lost.
  found: [
    'missing-root gateway 5',
    'orphan-span gateway 5',
    'orphan-span orders 5',
    'root-is-client gateway 5',
  ],
  // All but the two cases that lost a half.
  structure: { spans: 145, resends: 0, sharedRpc: 30, idClashes: 0, orphans: 10, rootless: 5 },
  edges: [{ from: 'gateway', to: 'orders', calls: 40, withoutServer: 0 }],
  spans: { same: 145, renamed: 30 },
};

/*
 * Five traces each of gateway (SERVER, CLIENT) and orders (SERVER, under the ID of the CLIENT), and under that ID: a
 * server span of stock as well, with children of orders and gateway; the same, in three pushes, with a child of orders;
 * the span of orders again, with a child; a client span of web; an internal span of orders.
 */
const clashes = {
  name: 'further spans under it make it a clash, and a half that came again does not',
  recorded: CLASHING_IDS,
  traces: 25,
  // One span of each service in four cases of gateway, in four of orders (two in the last), in two of stock, one of web.
  found: [
    'duplicate-span gateway 20',
    'duplicate-span orders 25',
    'duplicate-span stock 10',
    'duplicate-span web 5',
  ],
  structure: {
    spans: 30 + 25 + 20 + 20 + 20,
    resends: 5,
    sharedRpc: 5,
    idClashes: 20,
    orphans: 0,
    rootless: 0,
  },
  // Spans of a clash stand below the root of gateway, each by itself.
  edges: [
    { from: 'gateway', to: 'orders', calls: 30, withoutServer: 0 },
    { from: 'gateway', to: 'stock', calls: 10, withoutServer: 0 },
    { from: 'gateway', to: 'web', calls: 5, withoutServer: 0 },
  ],
  // Of one ID and kind is one span: that of stock is not told from that of orders.
  spans: { same: 115 - 10 - 5, renamed: 25 },
};

describe.each([pairs, clashes])('$name', ({ recorded, traces, found, structure, edges, spans }) => {
  const pushes = [recorded.pushed()];
  const times = timesOf(pushes);
  const window = {
    from: new Date(times.start - 60_000).toISOString(),
    to: new Date(times.start + 120_000).toISOString(),
  };
  const auditBlocks = (folder: string) =>
    runAudit(effectiveConfig({}, { sources: [folder], window }), { now: times.now });

  let tempo: StandInTempo;
  beforeAll(async () => {
    tempo = await startTempo({ pushes, now: () => times.now });
  });
  afterAll(() => tempo.stop());

  test('the stand-in answers as the server did', async () => {
    const reads = recorded.readsById();
    expect(reads).toHaveLength(traces);
    for (const { request, response } of reads) {
      const answer = await fetch(tempo.url + request.path, { headers: request.headers });
      expect(traceOf(await answer.bytes())).toBe(traceOf(Buffer.from(response.base64 ?? '', 'base64')));
    }
  });

  test('from the live answers and from both kinds of blocks', async () => {
    const live = await auditTempo(tempo.url, times);
    expect(live.coverage.traces).toMatchObject({ seen: traces, judged: traces });
    expect(foundIn(live)).toEqual(found);
    expect(live.structure).toMatchObject(structure);
    expect(live.edges).toEqual(edges);
    for (const folder of Object.values(recorded.blocks))
      expect(judged(await auditBlocks(folder))).toEqual(judged(live));
  });

  test.each(Object.entries(recorded.blocks))('parity finds the same spans in %s', async (_, folder) => {
    const sources = [`tempo+${tempo.url}`, folder];
    const report = await parity({ sources, window, now: times.now });
    expect(report.traces).toMatchObject({ compared: traces, same: traces, differing: 0 });
    expect(report.spans).toEqual({ ...spans, onlyInFirst: 0, onlyInSecond: 0 });
  });
});
