import { once } from 'node:events';
import { Agent, get, type IncomingMessage } from 'node:http';
import type { Counts } from './job';

/** As many connections as ours has where nothing else is said. */
const CONCURRENCY = 8;
const MOST_TRACES = 5000;

/** Reads all traces of a running Tempo by their IDs and does nothing with them: what an HTTP client alone takes. */
export async function runLiveBare(url: string, from: string, to: string): Promise<Counts> {
  const agent = new Agent({ keepAlive: true, maxSockets: CONCURRENCY });
  const ask = async (path: string, accept: string): Promise<Buffer> => {
    const request = get(`${url}${path}`, { agent, headers: { accept } });
    const [response]: IncomingMessage[] = await once(request, 'response');
    const pieces: Buffer[] = [];
    response?.on('data', (piece: Buffer) => pieces.push(piece));
    if (response !== undefined) await once(response, 'end');
    return Buffer.concat(pieces);
  };
  const ids = await traceIds(ask, from, to);
  const began = performance.now();
  let traces = 0;
  const readOn = async (): Promise<void> => {
    for (let id = ids.pop(); id !== undefined; id = ids.pop()) {
      const answer = await ask(`/api/v2/traces/${id}?span_pruning=false`, 'application/protobuf');
      if (answer.length > 0) traces++;
    }
  };
  await Promise.all(Array.from({ length: CONCURRENCY }, readOn));
  const readingMillis = performance.now() - began;
  agent.destroy();
  return { traces, readingMillis };
}

async function traceIds(
  ask: (path: string, accept: string) => Promise<Buffer>,
  from: string,
  to: string,
): Promise<string[]> {
  const [start, end] = [from, to].map((time) => String(Math.floor(Date.parse(time) / 1000)));
  const asked = new URLSearchParams({
    q: '{}',
    limit: String(MOST_TRACES),
    start: start ?? '',
    end: end ?? '',
  });
  const found: { readonly traces: readonly { readonly traceID: string }[] } = JSON.parse(
    (await ask(`/api/search?${asked.toString()}`, 'application/json')).toString(),
  );
  return found.traces.map(({ traceID }) => traceID);
}
