import { parity, type Report } from '../../lib';
import { runAudit } from '../../lib/audit/audit';
import { effectiveConfig } from '../../lib/config/effective';
import { readTraceResponse } from '../../lib/sources/tempo/trace-response';
import { auditTempo, foundIn, timesOf } from '../tempo/audit';
import { SHARED_IDS } from '../tempo/recordings';
import { type StandInTempo, startTempo } from '../tempo/server';

/*
 * Calls whose halves share an ID (Zipkin's way), pushed to Tempo 3.1-dev. Its blocks keep them as they came. Its answer
 * by ID gives the server half an ID of its own, and moves all children of the shared ID below it.
 *
 * Five traces each of: gateway (SERVER, CLIENT), orders (SERVER, under the ID of the CLIENT; INTERNAL below it), of which
 * a case leaves out one; once the server half came first, once the CLIENT has a child in gateway, once it is the root.
 */

const PUSHES = [SHARED_IDS.pushed()];
const TIMES = timesOf(PUSHES);

let tempo: StandInTempo;
beforeAll(async () => {
  tempo = await startTempo({ pushes: PUSHES, now: () => TIMES.now });
});
afterAll(() => tempo.stop());

/** The trace of an answer, as hex; what it cost the server is left out. */
const traceOf = (answer: Uint8Array) => Buffer.concat(readTraceResponse(answer).trace).toString('hex');

/** What must not depend on where the spans come from. */
function judged({ traces, structure, findings, services, edges }: Report): object {
  return { traces, structure, findings, services, edges };
}

const window = {
  from: new Date(TIMES.start - 60_000).toISOString(),
  to: new Date(TIMES.start + 120_000).toISOString(),
};
const auditBlocks = (folder: string) =>
  runAudit(effectiveConfig({}, { sources: [folder], window }), { now: TIMES.now });

test('the stand-in answers as the server did', async () => {
  const reads = SHARED_IDS.readsById();
  expect(reads).toHaveLength(40);
  for (const { request, response } of reads) {
    const answer = await fetch(tempo.url + request.path, { headers: request.headers });
    const recorded = Buffer.from(response.base64 ?? '', 'base64');
    expect(traceOf(await answer.bytes())).toBe(traceOf(recorded));
  }
});

test('a shared ID is one call, from the live answers and from both kinds of blocks', async () => {
  const live = await auditTempo(tempo.url, TIMES);
  expect(live.coverage.traces).toMatchObject({ seen: 40, judged: 40 });
  // Five client spans whose parent was lost, without a root; five spans below one that was lost.
  expect(foundIn(live)).toEqual([
    'missing-root gateway 5',
    'orphan-span gateway 5',
    'orphan-span orders 5',
    'root-is-client gateway 5',
  ]);
  // All but the two cases that lost a half.
  expect(live.structure).toMatchObject({ spans: 145, sharedRpc: 30, idClashes: 0, orphans: 10, rootless: 5 });
  expect(live.edges).toEqual([{ from: 'gateway', to: 'orders', calls: 40, withoutServer: 0 }]);
  for (const folder of Object.values(SHARED_IDS.blocks))
    expect(judged(await auditBlocks(folder))).toEqual(judged(live));
});

test.each(Object.entries(SHARED_IDS.blocks))('parity finds the same spans in %s', async (_, folder) => {
  const sources = [`tempo+${tempo.url}`, folder];
  const report = await parity({ sources, window, now: TIMES.now });
  expect(report.traces).toMatchObject({ compared: 40, same: 40, differing: 0 });
  expect(report.spans).toEqual({ same: 145, onlyInFirst: 0, onlyInSecond: 0, renamed: 30 });
});
