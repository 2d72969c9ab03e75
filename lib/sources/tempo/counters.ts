import type { TempoCounters } from './facts';

/** One sample of the Prometheus text format: name, labels, value. */
const SAMPLE = /^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{(.*)\})?\s+(\S+)/;
const REASON = /(?:^|,)reason="((?:[^"\\]|\\.)*)"/;
const TENANT = /(?:^|,)tenant="((?:[^"\\]|\\.)*)"/;
/** Reasons shown one by one; Tempo has fewer than ten. */
const MOST_REASONS = 50;

/**
 * Reads Tempo's counters of loss from its `/metrics` (Prometheus text format).
 * @param tenant only of this tenant; null: of all
 * @returns null where the text has none of Tempo's counters
 */
export function countersOf(text: string, tenant: string | null): TempoCounters | null {
  const discarded = new Map<string, number>();
  const counts = { disconnected: 0, rootless: 0, spansReceived: 0 };
  let isTempo = false;
  for (const line of text.split('\n')) {
    const [, name = '', labels = '', written = ''] = SAMPLE.exec(line) ?? [];
    if (!name.startsWith('tempo_')) continue;
    isTempo = true;
    const of = TENANT.exec(labels)?.[1];
    if (tenant !== null && of !== undefined && of !== tenant) continue;
    const reason = REASON.exec(labels)?.[1] ?? '';
    const value = countOf(written);
    if (name === 'tempo_discarded_spans_total' && value > 0 && discarded.size < MOST_REASONS) {
      discarded.set(reason, (discarded.get(reason) ?? 0) + value);
    }
    if (name === 'tempo_distributor_spans_received_total') counts.spansReceived += value;
    if (name !== 'tempo_warnings_total') continue;
    if (reason === 'disconnected_trace_flushed_to_wal') counts.disconnected += value;
    if (reason === 'rootless_trace_flushed_to_wal') counts.rootless += value;
  }
  const byReason = [...discarded].sort(([a], [b]) => (a < b ? -1 : 1));
  return isTempo ? { discardedSpans: Object.fromEntries(byReason), ...counts } : null;
}

/** A counter's value as a whole number; what is none counts as 0. */
function countOf(written: string): number {
  const value = Math.round(Number(written));
  return Number.isSafeInteger(value) && value > 0 ? value : 0;
}
