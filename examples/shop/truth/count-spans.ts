import type { Fault } from '../system/faults';
import { type StartLine, spanKey } from '../tracing/ledger-lines';
import type { ServiceTruth, SpanCounts } from './model';
import type { Life } from './read-ledgers';
import { isOrphan, type RecordingIndex } from './recording-index';

/** Counts what became of the spans of some lives. */
export function countSpans(lives: readonly Life[], index: RecordingIndex): SpanCounts {
  const counts = { started: 0, unsampled: 0, ended: 0, neverEnded: 0, stored: 0, lost: 0 };
  for (const { starts, ended } of lives) {
    for (const line of starts) {
      counts.started++;
      if (!line.sampled) {
        counts.unsampled++;
        continue;
      }
      counts[ended.has(keyOf(line)) ? 'ended' : 'neverEnded']++;
      counts[index.stored.has(keyOf(line)) ? 'stored' : 'lost']++;
    }
  }
  return counts;
}

export function countServices(index: RecordingIndex, faults: readonly Fault[]): ServiceTruth[] {
  const names = [...new Set(index.lives.map(({ service }) => service))].sort();
  return names.map((service) => countService(service, index, faults));
}

function countService(service: string, index: RecordingIndex, faults: readonly Fault[]): ServiceTruth {
  const lives = index.lives.filter((life) => life.service === service);
  const role = lives[0]?.role ?? '';
  const spans = [...index.stored.values()].filter((span) => span.service === service);
  const counts = countSpans(lives, index);
  const batches = { accepted: sum(lives, 'batches', 'accepted'), failed: sum(lives, 'batches', 'failed') };
  const batchedSpans = {
    accepted: sum(lives, 'batchedSpans', 'accepted'),
    failed: sum(lives, 'batchedSpans', 'failed'),
  };
  return {
    service,
    role,
    faults: faults.filter((fault) => fault.role === role).map(({ id }) => id),
    ...counts,
    batches,
    batchedSpans,
    droppedBeforeExport: counts.ended - batchedSpans.accepted - batchedSpans.failed,
    traces: new Set(spans.map(({ trace }) => trace)).size,
    roots: spans.filter(({ parent }) => parent === '').length,
    orphans: spans.filter((span) => isOrphan(span, index)).length,
    instances: lives.map((life) => countInstance(life, index)),
  };
}

function countInstance(life: Life, index: RecordingIndex): ServiceTruth['instances'][number] {
  return { instance: life.instance, ...countSpans([life], index) };
}

function sum(lives: readonly Life[], what: 'batches' | 'batchedSpans', which: 'accepted' | 'failed'): number {
  return lives.reduce((total, life) => total + life[what][which], 0);
}

function keyOf(line: StartLine): string {
  return spanKey(line.trace, line.span);
}
