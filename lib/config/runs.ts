import type { Origin } from './origin';
import type { ConfigFile } from './schema';
import type { SourceSetting } from './source-setting';

/** What scheduled runs and incident audits need beside what an audit needs. Durations in milliseconds. */
export interface RunSettings {
  /** Tells deployments apart, in metrics and messages. */
  readonly environment: string;
  readonly report: {
    /** Where reports and state are kept; null: not set, nothing can run on a schedule. */
    readonly bucket: string | null;
    /** Before every key; empty or ending in `/`. */
    readonly prefix: string;
    /** Template of links to reports, with `{key}`; null: there are none. */
    readonly url: string | null;
    /** KMS key that encrypts them; null: the keys of S3. */
    readonly kmsKeyId: string | null;
  };
  readonly metrics: {
    readonly namespace: string;
    /** So many services, the worst, have metrics of their own. */
    readonly maxServices: number;
    /** Services that always have some. */
    readonly services: readonly string[];
  };
  readonly schedule: {
    /** Length of the windows of archives. */
    readonly archiveWindow: number;
    /** Length of the windows of live sources. */
    readonly liveWindow: number;
    /** Windows that ended longer ago are reported as not audited. */
    readonly maxCatchUp: number;
    /** After so many runs in vain a window is given up. */
    readonly maxTries: number;
  };
}

/** Values where the file says nothing. */
export const RUN_DEFAULTS = {
  environment: 'default',
  prefix: '',
  namespace: 'Tracewarden',
  maxServices: 25,
  archiveWindow: 3_600_000,
  liveWindow: 900_000,
  maxCatchUp: 86_400_000,
  maxTries: 3,
} as const;

type Choose = <Value>(field: string, own: Value | undefined, fallback: Value) => Value;

/** The settings of runs in force. Notes in `origins` where each comes from. */
export function runSettings(file: ConfigFile, origins: Map<string, Origin>): RunSettings {
  const choose: Choose = (field, own, fallback) => {
    origins.set(field, own === undefined ? 'default' : 'file');
    return own ?? fallback;
  };
  const { report = {}, metrics = {}, schedule = {} } = file;
  return {
    environment: choose('environment', file.environment, RUN_DEFAULTS.environment),
    report: {
      bucket: choose<string | null>('report.bucket', report.bucket, null),
      prefix: choose('report.prefix', report.prefix, RUN_DEFAULTS.prefix),
      url: choose<string | null>('report.url', report.url, null),
      kmsKeyId: choose<string | null>('report.kmsKeyId', report.kmsKeyId, null),
    },
    metrics: {
      namespace: choose('metrics.namespace', metrics.namespace, RUN_DEFAULTS.namespace),
      maxServices: choose('metrics.maxServices', metrics.maxServices, RUN_DEFAULTS.maxServices),
      services: choose<readonly string[]>('metrics.services', metrics.services, []),
    },
    schedule: {
      archiveWindow: choose('schedule.archiveWindow', schedule.archiveWindow, RUN_DEFAULTS.archiveWindow),
      liveWindow: choose('schedule.liveWindow', schedule.liveWindow, RUN_DEFAULTS.liveWindow),
      maxCatchUp: choose('schedule.maxCatchUp', schedule.maxCatchUp, RUN_DEFAULTS.maxCatchUp),
      maxTries: choose('schedule.maxTries', schedule.maxTries, RUN_DEFAULTS.maxTries),
    },
  };
}

const MAX_NAME_LENGTH = 64;

/**
 * The name of a source in metrics, keys and messages: as configured, else made of its address
 * (`s3://traces/prod` is `traces-prod`). Letters, digits and `._-`.
 */
export function sourceName({ name, source }: SourceSetting): string {
  if (name !== undefined) return name;
  const plain = source.replace(/^[a-z0-9+.-]+:\/\//i, '').replaceAll(/[^A-Za-z0-9._-]+/g, '-');
  const trimmed = plain
    .replace(/^[^A-Za-z0-9]+/, '')
    .slice(0, MAX_NAME_LENGTH)
    .replace(/[-.]+$/, '');
  return trimmed === '' ? 'source' : trimmed;
}
