import { z } from 'zod';
import type { ConfigField } from './config-field';
import { UnitError } from './unit-error';
import { parseBytes, SIZE_FORMS } from './units';
import { listOf, parsed, text } from './values';

/** What is said of a Tempo beside its address; what is absent is as the source has it. */
export interface TempoSetting {
  readonly tenant?: string | undefined;
  /** Each `Name: value`. */
  readonly headers?: readonly string[] | undefined;
  readonly tokenFile?: string | undefined;
  readonly ca?: string | undefined;
  readonly query?: string | undefined;
  readonly maxTraces?: number | undefined;
  readonly concurrency?: number | undefined;
  readonly requestsPerSecond?: number | undefined;
  /** Bytes. */
  readonly maxBytesPerTrace?: number | undefined;
  readonly tempoMetrics?: string | boolean | undefined;
}

const COUNT_FORMS = 'a whole number from 1 to 1,000,000';
const CONCURRENCY_FORMS = 'a whole number from 1 to 64';
const RATE_FORMS = 'a number above 0 such as 20 or 0.5';
const METRICS_FORMS = 'true, false, or an address such as http://tempo:3200/metrics';

/** How many traces are wanted at most. @throws UnitError */
export function parseMaxTraces(written: string): number {
  return wholeUpTo(written, 1_000_000, COUNT_FORMS);
}

/** Requests at a time. @throws UnitError */
export function parseConcurrency(written: string): number {
  return wholeUpTo(written, 64, CONCURRENCY_FORMS);
}

/** Requests a second. @throws UnitError */
export function parseRequestRate(written: string): number {
  const rate = Number(written.trim());
  if (!/^\d+(\.\d+)?$/.test(written.trim()) || !(rate > 0)) throw new UnitError(written, RATE_FORMS);
  return rate;
}

function wholeUpTo(written: string, most: number, forms: string): number {
  const value = Number(written.trim());
  if (!/^\d+$/.test(written.trim()) || value < 1 || value > most) throw new UnitError(written, forms);
  return value;
}

/** The fields of a source in tracewarden.yml that only a Tempo has. */
export const TEMPO_SHAPE = {
  tenant: text('a tenant, as in X-Scope-OrgID').optional(),
  headers: listOf(text('a header such as "X-Custom: value"'), 'a list of headers').optional(),
  tokenFile: text('a file that holds a token').optional(),
  ca: text('a file of certificates (PEM)').optional(),
  query: text('a TraceQL query such as { resource.service.name = "orders" }').optional(),
  maxTraces: parsed(parseMaxTraces).optional(),
  concurrency: parsed(parseConcurrency).optional(),
  requestsPerSecond: parsed(parseRequestRate).optional(),
  maxBytesPerTrace: parsed(parseBytes).optional(),
  tempoMetrics: z.union([z.boolean(), z.url({ protocol: /^https?$/ })], { error: METRICS_FORMS }).optional(),
} as const;

/**
 * What is in force of these settings: the flags' before the file's; only what is set.
 * @param tell told where each one comes from
 */
export function tempoSetting(
  own: TempoSetting,
  flags: TempoSetting,
  tell: (field: string, origin: 'flag' | 'file') => void,
): TempoSetting {
  const choose = <Key extends keyof TempoSetting>(key: Key): TempoSetting[Key] => {
    const value = flags[key] ?? own[key];
    if (value !== undefined) tell(key, flags[key] === undefined ? 'file' : 'flag');
    return value;
  };
  const all: TempoSetting = {
    tenant: choose('tenant'),
    headers: choose('headers'),
    tokenFile: choose('tokenFile'),
    ca: choose('ca'),
    query: choose('query'),
    maxTraces: choose('maxTraces'),
    concurrency: choose('concurrency'),
    requestsPerSecond: choose('requestsPerSecond'),
    maxBytesPerTrace: choose('maxBytesPerTrace'),
    tempoMetrics: choose('tempoMetrics'),
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
}

/** The same fields for people. */
export const TEMPO_FIELDS: readonly ConfigField[] = [
  field('tenant', 'a name', 'none', 'Tempo: the tenant (`X-Scope-OrgID`).'),
  field(
    'headers[]',
    'a header such as `X-Custom: value`',
    'none',
    'Tempo: sent with every request. No secrets.',
  ),
  field(
    'tokenFile',
    'a file',
    '`TRACEWARDEN_TEMPO_TOKEN`, or `_USERNAME` and `_PASSWORD`',
    'Tempo: holds a bearer token.',
  ),
  field('ca', 'a file (PEM)', "the system's", 'Tempo: certificates to trust as well.'),
  field(
    'query',
    'TraceQL that selects spans',
    'all traces',
    'Tempo: only traces with a span that it selects; they are still read whole.',
  ),
  field('maxTraces', COUNT_FORMS, '2000', 'Tempo: about how many traces are sampled at most.'),
  field('concurrency', CONCURRENCY_FORMS, '8', 'Tempo: requests at a time.'),
  field('requestsPerSecond', RATE_FORMS, 'no limit', 'Tempo: requests a second at most.'),
  field('maxBytesPerTrace', SIZE_FORMS, '5MB', "Tempo: the server's own `max_bytes_per_trace`."),
  field('tempoMetrics', METRICS_FORMS, 'false', "Tempo: also read the server's own counters of loss."),
];

function field(name: string, accepts: string, byDefault: string, meaning: string): ConfigField {
  return { path: `sources[].${name}`, accepts, default: byDefault, meaning };
}
