import { type AuditRuntime, runAudit } from './audit/audit';
import { compareParity } from './audit/parity/parity';
import { readTrace } from './audit/trace/trace';
import { type ConfigFlags, type EffectiveConfig, effectiveConfig } from './config/effective';
import { ConfigError } from './config/error';
import type { ConfigFile } from './config/schema';
import { parseTraceId } from './model/trace-id';
import type { Report } from './report/model';
import type { ParityReport } from './report/parity-model';
import type { TraceReport } from './report/trace-model';

export type { AuditProgress, AuditRuntime } from './audit/audit';
export type { FailOn } from './config/choices';
export { ConfigError } from './config/error';
export { exitCodeOf } from './report/exit-code';
export { renderJson } from './report/json';
export { renderMarkdown } from './report/markdown';
export { type Report, validateReport } from './report/model';
export { renderParityJson } from './report/parity/json';
export { renderParityMarkdown } from './report/parity/markdown';
export { renderParityText } from './report/parity/text';
export type { ParityReport } from './report/parity-model';
export { renderText } from './report/text';
export { renderTraceJson } from './report/trace/json';
export { renderTraceText } from './report/trace/text';
export type { TraceReport } from './report/trace-model';
export { SourceError } from './sources/errors';

/**
 * What to audit, as on the command line: durations in milliseconds, sizes in bytes, shares from 0 to 1.
 * Thresholds, exemptions and edges are written as in tracewarden.yml.
 */
export interface AuditOptions
  extends ConfigFlags,
    Pick<ConfigFile, 'thresholds' | 'exemptions' | 'edges'>,
    AuditRuntime {
  /** Files, folders, globs, `s3://bucket/prefix` or `-`. */
  readonly sources: readonly string[];
}

/**
 * Audits archived traces and gives the report: which services lose spans, how many, how sure that is, and in which
 * traces to look.
 * @throws SourceError where a source cannot be used at all; what cannot be read of it is in the report's coverage
 * @throws ConfigError where the window is empty, or a check is not known
 */
export function audit(options: AuditOptions): Promise<Report> {
  const { config, runtime } = settingsOf(options);
  return runAudit(config, runtime);
}

/**
 * Reads one trace from all sources and tells how it is built, what is missing in it, and what each check says of it.
 * @param id up to 32 hex digits; leading zeros may be left out
 * @throws SourceError where a source cannot be used at all
 * @throws ConfigError where the ID is none, or the window is empty
 */
export async function trace(id: string, options: AuditOptions): Promise<TraceReport> {
  const traceId = parseTraceId(id);
  if (traceId === null)
    throw ConfigError.of(`"${id}" is no trace ID: one is 16 or 32 hex digits, and not all zero`);
  const { config, runtime } = settingsOf(options);
  return readTrace(config, traceId, runtime);
}

/**
 * Compares two sources that should hold the same traces: which traces and spans one of them has and the other lacks.
 * @throws SourceError where a source cannot be used at all
 * @throws ConfigError where there are not two sources, or the window is empty
 */
export async function parity(options: AuditOptions): Promise<ParityReport> {
  const { config, runtime } = settingsOf(options);
  return compareParity(config, runtime);
}

function settingsOf(options: AuditOptions): {
  readonly config: EffectiveConfig;
  readonly runtime: AuditRuntime;
} {
  const { now, signal, onProgress, maxBytes, traceIds, mayBeEmpty, ...settings } = options;
  const { thresholds, exemptions, edges, ...flags } = settings;
  const config = effectiveConfig({ thresholds, exemptions, edges }, flags);
  return { config, runtime: { now, signal, onProgress, maxBytes, traceIds, mayBeEmpty } };
}
