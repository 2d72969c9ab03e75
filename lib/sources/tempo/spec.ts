import type { SuffixClasses } from '../../sampling/suffix';
import { SourceError } from '../errors';
import { checkQuery } from './query';

/** How to ask a Grafana Tempo, as plain data. It holds no secrets: they are read when the source is opened. */
export interface TempoSpec {
  readonly kind: 'tempo';
  /** `http(s)://host[:port][/prefix]` of the query-frontend, without a slash at its end. */
  readonly url: string;
  /** The `X-Scope-OrgID`; null: none is sent. */
  readonly tenant: string | null;
  /** Sent with every request. */
  readonly headers: Readonly<Record<string, string>>;
  /** A file that holds a bearer token. */
  readonly tokenFile: string | null;
  /** A file of certificates (PEM) to trust beside the system's. */
  readonly caFile: string | null;
  /** TraceQL: only traces with a span that it selects; null: all. */
  readonly query: string | null;
  /** About how many traces are wanted at most. */
  readonly maxTraces: number;
  /** Requests at a time. */
  readonly concurrency: number;
  /** Null: as fast as the server answers. */
  readonly requestsPerSecond: number | null;
  /** Tempo's own limit on a trace (`max_bytes_per_trace`), bytes. */
  readonly maxBytesPerTrace: number;
  /** Where Tempo's own counters are; null: they are not read. */
  readonly metricsUrl: string | null;
  /** The classes of trace IDs to read; null: the source chooses. */
  readonly classes: SuffixClasses | null;
}

/** What is said of a Tempo beside its address; what is absent or null is as in TEMPO_DEFAULTS. */
export interface TempoOptions {
  readonly tenant?: string | null | undefined;
  /** Each `Name: value`. */
  readonly headers?: readonly string[] | null | undefined;
  readonly tokenFile?: string | null | undefined;
  readonly ca?: string | null | undefined;
  readonly query?: string | null | undefined;
  readonly maxTraces?: number | null | undefined;
  readonly concurrency?: number | null | undefined;
  readonly requestsPerSecond?: number | null | undefined;
  /** Bytes. */
  readonly maxBytesPerTrace?: number | null | undefined;
  /** True: at the address of the source; a text: at this one. */
  readonly tempoMetrics?: string | boolean | null | undefined;
}

/** What is so where nothing else is said; the size is Tempo's own default. */
export const TEMPO_DEFAULTS = { maxTraces: 2000, concurrency: 8, maxBytesPerTrace: 5_000_000 } as const;

const SCHEME = /^tempo\+(?=https?:\/\/)/i;
const FORM = 'write tempo+https://HOST/PREFIX or tempo+http://HOST:3200';
/** The token of RFC 9110, section 5.6.2. */
const HEADER_NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const HEADER_VALUE = /^[\t\x20-\x7e]*$/;

/**
 * The Tempo that `tempo+http://...` or `tempo+https://...` names.
 * @throws SourceError `invalid`. What may hold a password is not repeated in it.
 */
export function parseTempo(text: string, options: TempoOptions): TempoSpec {
  if (!SCHEME.test(text)) throw invalid(`no form of a Tempo address: ${FORM}`);
  const url = addressOf(text.replace(SCHEME, ''), 'the address of the Tempo');
  return {
    kind: 'tempo',
    url,
    tenant: checkedTenant(options.tenant ?? null),
    headers: parseHeaders(options.headers ?? []),
    tokenFile: options.tokenFile ?? null,
    caFile: options.ca ?? null,
    query: options.query == null ? null : checkQuery(options.query),
    maxTraces: options.maxTraces ?? TEMPO_DEFAULTS.maxTraces,
    concurrency: options.concurrency ?? TEMPO_DEFAULTS.concurrency,
    requestsPerSecond: options.requestsPerSecond ?? null,
    maxBytesPerTrace: options.maxBytesPerTrace ?? TEMPO_DEFAULTS.maxBytesPerTrace,
    metricsUrl: metricsUrlOf(options.tempoMetrics ?? false, url),
    classes: null,
  };
}

/** How a Tempo is named to people: as they name it. */
export function nameOfTempo({ url }: Pick<TempoSpec, 'url'>): string {
  return `tempo+${url}`;
}

function addressOf(text: string, what: string): string {
  const url = URL.parse(text);
  if (url === null || !['http:', 'https:'].includes(url.protocol))
    throw invalid(`${what} is no URL: ${FORM}`);
  if (url.username !== '' || url.password !== '') {
    throw invalid(
      `${what} holds a name or password: set TRACEWARDEN_TEMPO_USERNAME and TRACEWARDEN_TEMPO_PASSWORD instead`,
    );
  }
  if (url.search !== '' || url.hash !== '') {
    throw invalid(`${what} has something behind a ? or #: ${FORM}, and the query with --query`);
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, '')}`;
}

function metricsUrlOf(setting: string | boolean, url: string): string | null {
  if (setting === false) return null;
  if (setting === true) return `${url}/metrics`;
  const own = addressOf(setting, "the address of Tempo's metrics");
  return URL.parse(own)?.pathname === '/' ? `${own.replace(/\/$/, '')}/metrics` : own;
}

function checkedTenant(tenant: string | null): string | null {
  if (tenant === null || (HEADER_VALUE.test(tenant) && tenant.trim() !== '')) return tenant;
  throw invalid('the tenant must be a name that a header can hold');
}

/** Values are not repeated: somebody may have put a secret there. */
function parseHeaders(headers: readonly string[]): Readonly<Record<string, string>> {
  return Object.fromEntries(headers.map(parseHeader));
}

function parseHeader(header: string): readonly [string, string] {
  const colon = header.indexOf(':');
  const name = header.slice(0, Math.max(0, colon)).trim();
  const value = header.slice(colon + 1).trim();
  if (!HEADER_NAME.test(name) || !HEADER_VALUE.test(value)) {
    throw invalid('a header is written "Name: value", in ASCII');
  }
  const instead = INSTEAD[name.toLowerCase()];
  if (instead !== undefined) throw invalid(`the header ${name} is not set like this: ${instead}`);
  return [name.toLowerCase(), value];
}

const SECRETS = 'use TRACEWARDEN_TEMPO_TOKEN, TRACEWARDEN_TEMPO_USERNAME and _PASSWORD, or a token file';
/** Headers that other settings stand for: secrets must not be where others can read them. */
const INSTEAD: Readonly<Record<string, string>> = {
  authorization: SECRETS,
  'proxy-authorization': SECRETS,
  cookie: SECRETS,
  'x-scope-orgid': 'name the tenant with --tenant',
  accept: 'it belongs to the requests',
  host: 'it follows from the address',
  'content-length': 'requests have no content',
};

function invalid(message: string): SourceError {
  return new SourceError('invalid', message);
}
