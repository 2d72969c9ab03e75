import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { RecordedTimes } from '../tempo/audit';
import { type RecordedVersion, recordedCases } from '../tempo/recordings';

const FIXTURES = path.join(__dirname, '../fixtures/tempo');
/** Old enough to be past `query_end_cutoff`, young enough that Tempo does not take them for late. */
const AGE_MILLIS = 60_000;
/** IDs are changed, so that what an earlier run pushed is not merged with this one. */
const RUN = Math.floor(Math.random() * 0xffff_ffff);

/**
 * Pushes the recorded traces with the times of now and IDs of this run, but for the one over the size limit, whose fate
 * depends on the server's settings.
 * @returns when they began, and the time at that moment
 */
export async function pushRecorded(
  version: RecordedVersion,
  otlp: string,
  tenant: string | undefined,
): Promise<() => RecordedTimes> {
  const cases = recordedCases(version);
  const texts = [1, 2].map((push) =>
    gunzipSync(readFileSync(path.join(FIXTURES, `pushed-${version}-${push}.json.gz`))).toString(),
  );
  const first = texts
    .flatMap((text) =>
      Array.from(text.matchAll(/"startTimeUnixNano": ?"(\d+)"/g), ([, time]) => BigInt(time ?? 0)),
    )
    .reduce((least, time) => (time < least ? time : least));
  const start = Date.now() - AGE_MILLIS;
  const shift = BigInt(start) * 1_000_000n - first;
  const tooLarge = new Set([...cases].filter(([, kind]) => kind === 'over-size-limit').map(([id]) => id));
  for (const text of texts) {
    const requests: unknown = JSON.parse(text, (key, value: unknown) => {
      if (key === 'spans' && Array.isArray(value)) return value.filter((span) => !tooLarge.has(idOf(span)));
      if (typeof value !== 'string') return value;
      if (key.endsWith('UnixNano')) return String(BigInt(value) + shift);
      return value;
    });
    if (!Array.isArray(requests)) throw new Error('no list of requests');
    for (const request of requests) await push(withIdsOfRun(JSON.stringify(request)), otlp, tenant);
  }
  return () => ({ start, now: Date.now() });
}

function idOf(span: unknown): string {
  const id: unknown = typeof span === 'object' && span !== null && 'traceId' in span ? span.traceId : '';
  return String(id);
}

/** The second word of each trace ID, mixed with the run's number: it leaves leading zeros and last digits alone. */
function withIdsOfRun(text: string): string {
  return text.replaceAll(/("traceId": ?"[0-9a-f]{8})([0-9a-f]{8})/g, (_, before: string, word: string) => {
    const mixed = (Number.parseInt(word, 16) ^ RUN) >>> 0;
    return before + mixed.toString(16).padStart(8, '0');
  });
}

async function push(body: string, otlp: string, tenant: string | undefined): Promise<void> {
  const headers = {
    'content-type': 'application/json',
    ...(tenant !== undefined && { 'x-scope-orgid': tenant }),
  };
  const answer = await fetch(`${otlp}/v1/traces`, { method: 'POST', headers, body });
  if (!answer.ok) throw new Error(`the push was answered with ${answer.status}`);
}
