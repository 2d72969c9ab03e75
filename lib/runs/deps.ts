import type { AuditRuntime } from '../audit/audit';
import type { EffectiveConfig } from '../config/effective';
import type { MetricPublisher } from '../publish/metrics/publisher';
import type { NoticeSender } from '../publish/sns-notices';
import type { ObjectStore } from '../publish/store';
import type { Report } from '../report/model';
import type { RunLog } from './log';

/** What every run needs of the world. A function makes it from AWS's clients, a test from maps and lists. */
export interface RunDeps {
  /** The report bucket below its prefix. */
  readonly store: ObjectStore;
  readonly notices: NoticeSender;
  readonly log: RunLog;
  /** `runAudit` of lib/audit. */
  audit(config: EffectiveConfig, runtime: AuditRuntime): Promise<Report>;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** Milliseconds until the process is ended. */
  readonly remainingMillis: () => number;
}

/** What a scheduled run needs as well. */
export interface ScheduledDeps extends RunDeps {
  readonly metrics: MetricPublisher;
  /** How many runs before this one handed their rest on: 0 for a run that a schedule started. */
  readonly depth: number;
  /** A name that no other run ever has, also where one event comes twice. */
  readonly owner: string;
  /** Starts another run at once, with this depth, and does not wait for it. */
  continueLater(depth: number): Promise<void>;
}

/** What an incident audit needs as well. */
export interface IncidentDeps extends RunDeps {
  /** Names the event: the same when it comes again. Letters, digits and `._-`. */
  readonly eventId: string;
}
