import { type AuditRuntime, runAudit } from './audit/audit';
import { type ConfigFlags, effectiveConfig } from './config/effective';
import type { ConfigFile } from './config/schema';
import type { Report } from './report/model';

export type { AuditProgress, AuditRuntime } from './audit/audit';
export type { FailOn } from './config/choices';
export { ConfigError } from './config/error';
export { exitCodeOf } from './report/exit-code';
export { renderJson } from './report/json';
export { renderMarkdown } from './report/markdown';
export { type Report, validateReport } from './report/model';
export { renderText } from './report/text';
export { SourceError } from './sources/source';

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
  const { now, signal, onProgress, thresholds, exemptions, edges, ...flags } = options;
  const config = effectiveConfig({ thresholds, exemptions, edges }, flags);
  return runAudit(config, { now, signal, onProgress });
}
