import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { z } from 'zod';
import { type OtlpRequest, parseOtlp } from './otlp';

const FIXTURES = join(__dirname, '..', 'fixtures', 'tempo');

/** Servers that were recorded; each holds the same kinds of traces, made from another seed. */
export type RecordedVersion = '2.10.8' | '3.1-dev';

/** `max_bytes_per_trace` of the recorded servers. */
export const RECORDED_MAX_BYTES = 1_000_000;

const exchange = z.object({
  name: z.string(),
  request: z.object({ path: z.string(), headers: z.record(z.string(), z.string()) }),
  response: z.object({
    status: z.number(),
    headers: z.record(z.string(), z.string()),
    text: z.string().optional(),
    base64: z.string().optional(),
  }),
});

/** A recorded request and its whole answer. */
export type Exchange = z.infer<typeof exchange>;

const truth = z.object({
  base_unix_nano: z.coerce.bigint(),
  traces: z.record(z.string(), z.object({ case: z.string(), spans: z.number() })),
});

/** All exchanges with a server, 6 seconds after the last push or when its traces were in compacted blocks. */
export function recordedExchanges(version: RecordedVersion, when: 'live' | 'settled'): Exchange[] {
  return exchangesIn(`exchanges-${version}-${when}.jsonl.gz`);
}

const pushes = new Map<RecordedVersion, OtlpRequest[][]>();

/** The two pushes of a recorded server; the second one is late halves and resends. They are read once. */
export function recordedPushes(version: RecordedVersion): OtlpRequest[][] {
  const read =
    pushes.get(version) ??
    [1, 2].map((push) => parseOtlp(JSON.parse(unzipped(`pushed-${version}-${push}.json.gz`))));
  pushes.set(version, read);
  return read;
}

/** What each recorded trace is: its case by trace ID. */
export function recordedCases(version: RecordedVersion): ReadonlyMap<string, string> {
  const { traces } = truth.parse(JSON.parse(unzipped(`truth-${version}.json.gz`)));
  return new Map(Object.entries(traces).map(([traceId, facts]) => [traceId, facts.case]));
}

/** What 3.1 made of pushed traces: its answers by ID, and both kinds of blocks that it left. */
export interface ById {
  readonly pushed: () => OtlpRequest[];
  /** Reads by ID, named by the case of the trace. */
  readonly readsById: () => Exchange[];
  /** Folders of blocks. */
  readonly blocks: { readonly vParquet4: string; readonly vParquet5: string };
}

/** Forty traces most of which have the two halves of a call under one span ID. */
export const SHARED_IDS = recordedById('shared-ids');

/** Twenty-five traces in which the halves of a call share their ID with further spans, or came twice. */
export const CLASHING_IDS = recordedById('clashing-ids');

function recordedById(folder: string): ById {
  return {
    pushed: () => parseOtlp(JSON.parse(unzipped(`${folder}/pushed.json.gz`))),
    readsById: () => exchangesIn(`${folder}/by-id-3.1-dev.jsonl.gz`),
    blocks: {
      vParquet4: fixture(`${folder}/blocks-vparquet4`),
      vParquet5: fixture(`${folder}/blocks-vparquet5`),
    },
  };
}

/** The loss-related part of a recorded server's `/metrics`. */
export function recordedMetrics(version: RecordedVersion): string {
  return readFileSync(fixture(`metrics-${version}.prom`), 'utf8');
}

function exchangesIn(name: string): Exchange[] {
  return unzipped(name)
    .trimEnd()
    .split('\n')
    .map((line) => exchange.parse(JSON.parse(line)));
}

function unzipped(name: string): string {
  return gunzipSync(readFileSync(fixture(name))).toString();
}

function fixture(name: string): string {
  return join(FIXTURES, name);
}
