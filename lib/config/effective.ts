import { type AlertingConfig, effectiveAlerting } from './alerting';
import type { FailOn } from './choices';
import { endOfDay } from './exemption';
import type { Origin } from './origin';
import { type RunSettings, runSettings } from './runs';
import type { ConfigFile } from './schema';
import type { SourceSetting } from './source-setting';
import { type TempoSetting, tempoSetting } from './tempo-source';
import type { SEVERITY_LIMITS } from './thresholds-schema';
import type { WindowSetting } from './window';

/** Limits on the low bound of a rate's interval, shares from 0 to 1: above them a finding is that severe. */
export interface ThresholdLimits {
  readonly error: number;
  readonly warning: number;
}

/** An exception for a service or an edge; exactly one of the two is set. */
export interface Exemption {
  readonly check: string;
  /** `*` stands for any part of the name. */
  readonly service: string | null;
  readonly edge: { readonly from: string; readonly to: string } | null;
  readonly reason: string;
  /** Its last day, UTC. */
  readonly until: string;
  /** When that day is over, milliseconds since the epoch. */
  readonly endsAt: number;
}

export interface DeclaredEdge {
  readonly from: string;
  readonly to: string;
  /** The callee's address as the caller's spans name it. */
  readonly peer: string | null;
}

/** Thresholds of one check. What is absent is as for all checks. */
export interface CheckThresholds extends LimitsAndSeverity {
  /** By service name, with `*`: the first that matches counts. */
  readonly services?: Readonly<Record<string, LimitsAndSeverity>> | undefined;
}

export interface LimitsAndSeverity {
  readonly error?: number | undefined;
  readonly warning?: number | undefined;
  /** The worst severity that findings may have; `off`: the check does not run for it. */
  readonly severity?: SeverityLimit | undefined;
}

export type SeverityLimit = (typeof SEVERITY_LIMITS)[number];

/** All settings of a run. Durations in milliseconds, sizes in bytes. */
export interface EffectiveConfig {
  readonly sources: readonly SourceSetting[];
  /** null: everything is judged. */
  readonly window: WindowSetting | null;
  readonly settle: number;
  readonly margin: { readonly before: number; readonly after: number };
  readonly sample: number | 'auto';
  readonly maxMemory: number | 'auto';
  readonly maxObjectSize: number;
  readonly threads: number | 'auto';
  readonly minApplicable: number;
  readonly failOn: FailOn;
  /** Names, with `*`, of the services that are reported; empty: all. */
  readonly services: readonly string[];
  /** IDs of the checks that run; empty: all. */
  readonly checks: readonly string[];
  readonly thresholds: {
    readonly default: ThresholdLimits;
    readonly checks: Readonly<Record<string, CheckThresholds | undefined>>;
  };
  readonly exemptions: readonly Exemption[];
  readonly edges: readonly DeclaredEdge[];
  /** Chats, routes and how often they hear of something. */
  readonly alerting: AlertingConfig;
  /** Of scheduled runs and incident audits. */
  readonly runs: RunSettings;
  /** By field, e.g. `settle`, `margin.before`. */
  readonly origins: ReadonlyMap<string, Origin>;
}

/** What the command line's flags say, already parsed; absent: not given. */
export interface ConfigFlags extends TempoSetting {
  /** Instead of the file's sources. */
  readonly sources?: readonly string[] | undefined;
  /** The next three: for every source, whatever the file says of it. */
  readonly endpointUrl?: string | undefined;
  readonly region?: string | undefined;
  readonly partitionTimezone?: string | undefined;
  readonly window?: WindowSetting | undefined;
  readonly settle?: number | undefined;
  readonly margin?: { readonly before: number; readonly after: number } | undefined;
  readonly sample?: number | 'auto' | undefined;
  readonly maxMemory?: number | 'auto' | undefined;
  readonly maxObjectSize?: number | undefined;
  readonly threads?: number | 'auto' | undefined;
  readonly minApplicable?: number | undefined;
  readonly failOn?: FailOn | undefined;
  readonly services?: readonly string[] | undefined;
  readonly checks?: readonly string[] | undefined;
}

/** Values where neither the file nor a flag says otherwise. */
export const DEFAULTS = {
  settle: 120_000,
  margin: { before: 300_000, after: 900_000 },
  sample: 'auto',
  maxMemory: 'auto',
  maxObjectSize: 512_000_000,
  threads: 'auto',
  minApplicable: 20,
  failOn: 'error',
  partitionTimezone: 'UTC',
  thresholds: { error: 0.01, warning: 0.001 },
} as const;

/** The settings of a run: flags win over the file, the file over the defaults. */
export function effectiveConfig(file: ConfigFile, flags: ConfigFlags = {}): EffectiveConfig {
  const origins = new Map<string, Origin>();

  function choose<Value>(
    field: string,
    flag: Value | undefined,
    own: Value | undefined,
    fallback: Value,
  ): Value {
    if (flag !== undefined) origins.set(field, 'flag');
    else origins.set(field, own === undefined ? 'default' : 'file');
    return flag ?? own ?? fallback;
  }

  const limits = file.thresholds?.default;
  return {
    sources: choose<readonly FileSource[]>(
      'sources',
      flags.sources?.map((source) => ({ source })),
      file.sources,
      [],
    ).map((own, index) => {
      const path = `sources.${index}`;
      const { partitionTimezone } = DEFAULTS;
      origins.set(`${path}.source`, origins.get('sources') ?? 'default');
      return {
        source: own.source,
        endpointUrl: choose<string | null>(`${path}.endpointUrl`, flags.endpointUrl, own.endpointUrl, null),
        region: choose<string | null>(`${path}.region`, flags.region, own.region, null),
        partitionTimezone: choose<string>(
          `${path}.partitionTimezone`,
          flags.partitionTimezone,
          own.partitionTimezone,
          partitionTimezone,
        ),
        ...(own.name !== undefined && {
          name: choose<string>(`${path}.name`, undefined, own.name, own.name),
        }),
        ...tempoSetting(own, flags, (field, origin) => origins.set(`${path}.${field}`, origin)),
      };
    }),
    window: choose<WindowSetting | null>('window', flags.window, windowSetting(file), null),
    settle: choose('settle', flags.settle, file.settle, DEFAULTS.settle),
    margin: {
      before: choose('margin.before', flags.margin?.before, file.margin?.before, DEFAULTS.margin.before),
      after: choose('margin.after', flags.margin?.after, file.margin?.after, DEFAULTS.margin.after),
    },
    sample: choose('sample', flags.sample, file.sample, DEFAULTS.sample),
    maxMemory: choose('maxMemory', flags.maxMemory, file.maxMemory, DEFAULTS.maxMemory),
    maxObjectSize: choose('maxObjectSize', flags.maxObjectSize, file.maxObjectSize, DEFAULTS.maxObjectSize),
    threads: choose('threads', flags.threads, file.threads, DEFAULTS.threads),
    minApplicable: choose('minApplicable', flags.minApplicable, file.minApplicable, DEFAULTS.minApplicable),
    failOn: choose('failOn', flags.failOn, file.failOn, DEFAULTS.failOn),
    services: choose('services', flags.services, file.services, []),
    checks: choose('checks', flags.checks, file.checks, []),
    thresholds: {
      default: {
        error: choose('thresholds.default.error', undefined, limits?.error, DEFAULTS.thresholds.error),
        warning: choose(
          'thresholds.default.warning',
          undefined,
          limits?.warning,
          DEFAULTS.thresholds.warning,
        ),
      },
      checks: choose('thresholds.checks', undefined, file.thresholds?.checks, {}),
    },
    exemptions: choose('exemptions', undefined, file.exemptions, []).map(exemption),
    edges: choose('edges', undefined, file.edges, []).map(({ from, to, peer = null }) => ({
      from,
      to,
      peer,
    })),
    alerting: effectiveAlerting(file, origins),
    runs: runSettings(file, origins),
    origins,
  };
}

type FileSource = NonNullable<ConfigFile['sources']>[number];

function windowSetting({ window }: ConfigFile): WindowSetting | undefined {
  if (window?.last !== undefined) return { last: window.last };
  return window?.from === undefined ? undefined : { from: window.from, to: window.to };
}

function exemption(own: NonNullable<ConfigFile['exemptions']>[number]): Exemption {
  const { check, service = null, edge = null, reason, until } = own;
  return { check, service, edge, reason, until, endsAt: endOfDay(until) };
}
