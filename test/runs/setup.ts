import type { AuditRuntime } from '../../lib/audit/audit';
import { type EffectiveConfig, effectiveConfig } from '../../lib/config/effective';
import { windowOf } from '../../lib/config/window';
import type { MetricPoint } from '../../lib/publish/metrics/limits';
import { publishPoints } from '../../lib/publish/metrics/publisher';
import type { RunNotice } from '../../lib/publish/notice';
import type { Report } from '../../lib/report/model';
import type { ScheduledDeps } from '../../lib/runs/deps';
import type { LogEntry } from '../../lib/runs/log';
import { MemoryStore } from '../publish/memory-store';
import { HEALTHY } from '../report/samples';

export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;
export const T = Date.UTC(2026, 10, 20, 14);

/** One archive named `shop`, windows of an hour, due 17 minutes after their end. */
export const CONFIG: EffectiveConfig = effectiveConfig({
  sources: [{ source: 's3://traces/shop', name: 'shop' }],
  environment: 'test',
  report: { bucket: 'reports', prefix: 'audits/', url: 'https://reports.example/{key}' },
});

/** The healthy report, of one window. */
export function reportOf(window: { readonly start: number; readonly end: number }): Report {
  const instant = (millis: number) => new Date(millis).toISOString();
  const { window: sample } = HEALTHY;
  if (sample === null) throw new Error('the sample has a window');
  return { ...HEALTHY, window: { ...sample, start: instant(window.start), end: instant(window.end) } };
}

/** A world in memory with a clock of its own, which an audit moves on. */
export class World {
  readonly store = new MemoryStore();
  readonly points: MetricPoint[] = [];
  readonly notices: RunNotice[] = [];
  readonly entries: LogEntry[] = [];
  /** Starts of the windows that were judged, in their order. */
  readonly judged: number[] = [];
  readonly continued: number[] = [];
  now = T;
  /** Milliseconds that an audit takes. */
  auditTakes = 1000;
  /** Replaces the judgement; may throw. */
  judge: (window: { start: number; end: number }, runtime: AuditRuntime) => Promise<Report> = async (
    window,
  ) => reportOf(window);
  /** Called before each request of metrics or notice; may throw. */
  request: (what: 'metrics' | 'notice') => Promise<void> = async () => {};

  /** The world for one run, which ends `lifetime` milliseconds from now. */
  deps(owner: string, lifetime = 15 * MINUTE, depth = 0): ScheduledDeps {
    const end = this.now + lifetime;
    return {
      store: this.store,
      owner,
      depth,
      log: (entry) => this.entries.push(entry),
      now: () => this.now,
      remainingMillis: () => end - this.now,
      audit: async ({ window }, runtime) => {
        if (window === null) throw new Error('a run audits a window');
        const period = windowOf(window, this.now);
        const report = await this.judge(period, runtime);
        this.judged.push(period.start);
        this.now += this.auditTakes;
        return report;
      },
      metrics: {
        publish: (points, now) =>
          publishPoints(points, now, async (batch) => {
            await this.request('metrics');
            this.points.push(...batch);
          }),
      },
      notices: {
        send: async (notice) => {
          await this.request('notice');
          this.notices.push(notice);
        },
      },
      continueLater: async (next) => {
        this.continued.push(next);
      },
    };
  }
}
