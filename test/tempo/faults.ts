/** Which requests a fault is for. */
export type Endpoint = 'search' | 'trace' | 'tags' | 'metrics' | 'prometheus' | 'status';

/** What can go wrong. */
export type Fault =
  /** An error answer, e.g. 429 with Retry-After (seconds or a date), 500, 503, 404. */
  | { readonly kind: 'status'; readonly status: number; readonly retryAfter?: string; readonly body?: string }
  /** The connection ends before any answer. */
  | { readonly kind: 'cut-headers' }
  /** The connection ends half-way through the body. */
  | { readonly kind: 'cut-body' }
  /** No answer at all until the client gives up or the server stops. */
  | { readonly kind: 'silence' }
  /** 200 with a login page. */
  | { readonly kind: 'html' }
  /** A read by ID that says it is PARTIAL. */
  | { readonly kind: 'partial'; readonly message: string }
  /** A trace that a read by ID does not find, or a search leaves out. */
  | { readonly kind: 'missing' };

/** A fault, and when it comes. */
export interface FaultRule {
  readonly fault: Fault;
  /** Default: all but status endpoints. */
  readonly on?: readonly Endpoint[];
  /** Share of the requests (of the traces, where traces are missing), 0 to 1; default 1. */
  readonly share?: number;
  /** Other seeds choose other requests; default 1. */
  readonly seed?: number;
  /** So many times only. */
  readonly times?: number;
  /** These traces only, as 32 hex digits. */
  readonly traceIds?: readonly string[];
}

const ALL: readonly Endpoint[] = ['search', 'trace', 'tags', 'metrics', 'prometheus'];

/** Chooses faults for requests, the same ones in each run whatever order requests come in; counts them. */
export class Faults {
  /** How often each kind was used; a search that leaves traces out counts each of them. */
  readonly counts: Partial<Record<Fault['kind'], number>> = {};
  private readonly rules: { readonly rule: FaultRule; used: number }[] = [];
  private readonly attempts = new Map<string, number>();

  /** Rules are asked in the order in which they were added. */
  add(...rules: readonly FaultRule[]): void {
    this.rules.push(...rules.map((rule) => ({ rule, used: 0 })));
  }

  /** Takes all rules away. */
  clear(): void {
    this.rules.length = 0;
  }

  /** The fault of a request, its path saying which; null for none. The same path again is another attempt. */
  ofRequest(endpoint: Endpoint, path: string, traceId: string | null): Fault | null {
    const attempt = (this.attempts.get(path) ?? 0) + 1;
    this.attempts.set(path, attempt);
    return this.choose(endpoint, traceId, (rule) =>
      isChosen(rule, rule.fault.kind === 'missing' ? (traceId ?? '') : `${path} ${attempt}`),
    );
  }

  /** Whether a search leaves this trace out. */
  isLeftOut(traceId: string): boolean {
    return (
      this.choose('search', traceId, (rule) => rule.fault.kind === 'missing' && isChosen(rule, traceId)) !==
      null
    );
  }

  private choose(
    endpoint: Endpoint,
    traceId: string | null,
    isMeant: (rule: FaultRule) => boolean,
  ): Fault | null {
    const found = this.rules.find(({ rule, used }) => {
      const { on = ALL, times = Number.POSITIVE_INFINITY, traceIds } = rule;
      const isOfTrace = traceIds === undefined || (traceId !== null && traceIds.includes(traceId));
      const needsTrace = rule.fault.kind === 'missing' || rule.fault.kind === 'partial';
      return (
        on.includes(endpoint) &&
        used < times &&
        isOfTrace &&
        (!needsTrace || traceId !== null) &&
        isMeant(rule)
      );
    });
    if (found === undefined) return null;
    found.used++;
    const { fault } = found.rule;
    this.counts[fault.kind] = (this.counts[fault.kind] ?? 0) + 1;
    return fault;
  }
}

function isChosen({ share = 1, seed = 1 }: FaultRule, key: string): boolean {
  return share >= 1 || unit(`${seed} ${key}`) < share;
}

/** A number in [0, 1) from a text: FNV-1a (Fowler, Noll, Vo), its bits mixed as in MurmurHash3's end. */
function unit(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index++)
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}
