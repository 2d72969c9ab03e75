import { z } from 'zod';
import { countersOf } from './counters';
import { readCredentials } from './credentials';
import { countBySuffix, countRoots } from './estimate';
import type { LiveFacts } from './facts';
import { type Asked, isAboutServer, sourceErrorOf, unreachable } from './failures';
import { HttpClient, NoAnswer, type TempoRequest } from './http-client';
import type { Seconds } from './ranges';
import type { RetryPolicy } from './retry';
import { TempoSearch } from './search';
import type { TempoSpec } from './spec';
import { TraceReader } from './trace-reader';

const SHORT_MILLIS = 15_000;
/** Nobody waits long for what stands beside. */
const COUNTERS_ATTEMPTS = 2;
const MOST_BYTES = 64 * 1024 * 1024;

/** All that is asked of one Tempo. Credentials are read when it is made. */
export class TempoServer {
  readonly search: TempoSearch;
  readonly traces: TraceReader;
  private readonly asked: Asked;
  private readonly client: HttpClient;
  private readonly policy: RetryPolicy | undefined;

  /**
   * @param policy other than the usual one; for tests
   * @param page traces that one search names at most; for tests
   * @throws SourceError where credentials cannot be read
   */
  constructor(spec: TempoSpec, policy?: RetryPolicy, page?: number) {
    this.asked = { spec, credentials: readCredentials(spec) };
    this.policy = policy;
    this.client = new HttpClient(spec, this.asked.credentials, policy);
    this.search = new TempoSearch(this.client, this.asked, page);
    this.traces = new TraceReader(this.client, this.asked);
  }

  /** Requests made, and those of them that were made again. */
  get counts(): HttpClient['counts'] {
    return this.client.counts;
  }

  /**
   * What the server says its version is; null where it does not say.
   * @throws SourceError where it cannot be reached or refuses us
   */
  async version(signal: AbortSignal): Promise<string | null> {
    const request = shortRequest('/api/status/buildinfo', 'application/json');
    const answer = await this.client.get(request, signal).catch((error: unknown) => {
      throw unreachable(error, this.asked);
    });
    if (isAboutServer(answer)) throw sourceErrorOf(answer, this.asked);
    return answer.status === 200 ? versionIn(answer.body.toString('utf8')) : null;
  }

  /** About how many traces there are. @throws SourceError */
  async estimate(ranges: readonly Seconds[], signal: AbortSignal): Promise<number> {
    const { query } = this.asked.spec;
    const [only, ...more] = ranges;
    const roots =
      query === null && only !== undefined && more.length === 0
        ? await countRoots(this.client, only, signal)
        : null;
    return roots ?? countBySuffix(this.search, query, ranges, signal);
  }

  /** Its own counters of loss, where they are asked for. That they cannot be read is no error: they stand beside. */
  async counters(signal: AbortSignal): Promise<Pick<LiveFacts, 'counters' | 'countersUnread'>> {
    const { spec, credentials } = this.asked;
    if (spec.metricsUrl === null) return { counters: null, countersUnread: null };
    const url = new URL(spec.metricsUrl);
    // Credentials are for the host that they were given for.
    const isSameHost = url.origin === new URL(spec.url).origin;
    const client = new HttpClient(
      { ...spec, url: url.origin, ...(isSameHost ? {} : { headers: {}, tenant: null }) },
      isSameHost ? credentials : { ...credentials, authorization: null },
      this.policy,
    );
    try {
      const request = { ...shortRequest(url.pathname, 'text/plain'), attempts: COUNTERS_ATTEMPTS };
      const answer = await client.get(request, signal);
      const isThere = answer.status === 200;
      const counters = isThere ? countersOf(answer.body.toString('utf8'), spec.tenant) : null;
      if (counters !== null) return { counters, countersUnread: null };
      const words = isThere ? 'holds none of them' : `answered ${answer.status}`;
      return { counters, countersUnread: `${spec.metricsUrl} ${words}` };
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      return { counters: null, countersUnread: `${spec.metricsUrl} gave no answer: ${error.message}` };
    } finally {
      client.close();
    }
  }

  close(): void {
    this.client.close();
  }
}

function shortRequest(path: string, accept: string): TempoRequest {
  return { path, accept, deadline: SHORT_MILLIS, maxBytes: MOST_BYTES };
}

const buildSchema = z.object({ version: z.string() });

function versionIn(text: string): string | null {
  try {
    const { version } = buildSchema.parse(JSON.parse(text));
    return /^v?\d+\.\d+[\w.+-]*$/.test(version) ? version : null;
  } catch {
    return null;
  }
}
