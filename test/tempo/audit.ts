import { runAudit } from '../../lib/audit/audit';
import { type ConfigFlags, effectiveConfig } from '../../lib/config/effective';
import type { Report } from '../../lib/report/model';
import type { OtlpRequest } from './otlp';
import { type RecordedVersion, recordedCases, recordedPushes } from './recordings';

const MINUTE = 60_000;

/** When the recorded traces began, and a time when all of them are settled; milliseconds since the epoch. */
export interface RecordedTimes {
  readonly start: number;
  readonly now: number;
}

/** The time of recorded pushes, from the spans in them. */
export function timesOf(pushes: readonly (readonly OtlpRequest[])[]): RecordedTimes {
  const starts = pushes
    .flat(1)
    .flatMap(({ resourceSpans }) => resourceSpans)
    .flatMap(({ scopeSpans }) => scopeSpans)
    .flatMap(({ spans }) => spans.map(({ startTimeUnixNano }) => startTimeUnixNano));
  const first = starts.reduce((least, start) => (start < least ? start : least));
  const start = Number(first / 1_000_000n);
  return { start, now: start + 10 * MINUTE };
}

/** An audit of the minutes around the recorded traces. */
export function auditTempo(url: string, times: RecordedTimes, flags: ConfigFlags = {}): Promise<Report> {
  const { start, now } = times;
  const window = {
    from: new Date(start - MINUTE).toISOString(),
    to: new Date(start + 2 * MINUTE).toISOString(),
  };
  return runAudit(effectiveConfig({}, { sources: [`tempo+${url}`], window, ...flags }), { now });
}

/** The pushes with the spans of some traces only. */
export function pushesOf(version: RecordedVersion, isWanted: (kind: string) => boolean): OtlpRequest[][] {
  const cases = recordedCases(version);
  return recordedPushes(version).map((push) =>
    push.map(({ resourceSpans }) => ({
      resourceSpans: resourceSpans.map((group) => ({
        ...group,
        scopeSpans: group.scopeSpans.map((scope) => ({
          ...scope,
          spans: scope.spans.filter(({ traceId }) => isWanted(cases.get(traceId) ?? '')),
        })),
      })),
    })),
  );
}

/** What was found, as `check service failing`, in the order of the alphabet. */
export function foundIn({ findings }: Report): string[] {
  return findings.map(({ check, service, failing }) => `${check} ${service} ${failing}`).toSorted();
}
