import { type StartLine, spanKey } from '../tracing/ledger-lines';
import type { Life } from './read-ledgers';
import type { StoredSpan } from './stored-span';

/** A span as its own process knows it. */
export interface StartedSpan extends StartLine {
  readonly service: string;
  readonly instance: string;
}

/** What was started and what was stored, by key. */
export interface RecordingIndex {
  readonly lives: readonly Life[];
  readonly started: ReadonlyMap<string, StartedSpan>;
  /** Distinct spans: a span that was sent twice counts once. */
  readonly stored: ReadonlyMap<string, StoredSpan>;
  readonly records: number;
  /** SERVER spans by the key of the CLIENT span that called, whatever trace they are in. */
  readonly servers: ReadonlyMap<string, StartedSpan>;
}

export function indexRecording(lives: readonly Life[], spans: readonly StoredSpan[]): RecordingIndex {
  const started = new Map<string, StartedSpan>();
  const servers = new Map<string, StartedSpan>();
  for (const { starts, service, instance } of lives) {
    for (const line of starts) {
      const span = { ...line, service, instance };
      started.set(spanKey(line.trace, line.span), span);
      if (line.calledBy !== undefined) servers.set(line.calledBy, span);
    }
  }
  const stored = new Map(spans.map((span) => [spanKey(span.trace, span.span), span]));
  for (const key of stored.keys()) {
    if (!started.has(key)) throw new Error(`the archive has a span that no process started: ${key}`);
  }
  return { lives, started, stored, records: spans.length, servers };
}

export function isOrphan(span: StoredSpan, index: RecordingIndex): boolean {
  return span.parent !== '' && !index.stored.has(spanKey(span.trace, span.parent));
}
