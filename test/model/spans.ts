import { assemble } from '../../lib/model/assemble';
import { SpanBatch } from '../../lib/model/batch';
import { PoolMap } from '../../lib/model/pool-map';
import { ResourcePool, UNKNOWN_RESOURCE } from '../../lib/model/resources';
import type { Judgeable } from '../../lib/model/states';
import { StringPool } from '../../lib/model/strings';
import { type Keep, SpanTable } from '../../lib/model/table';
import { wordsOfMillis } from '../../lib/model/time';
import { wordsOfHex } from '../../lib/model/words';

/** A span in a test: short IDs are padded on the left, times are milliseconds since the epoch. */
export interface TestSpan {
  readonly trace: string;
  readonly id: string;
  readonly parent?: string;
  readonly service?: string | null;
  readonly name?: string;
  readonly kind?: number;
  readonly start?: number;
  readonly end?: number;
  readonly facts?: number;
  readonly flags?: number;
  readonly object?: number;
}

/** Rules that let every trace be judged. */
export const ALL_JUDGED: Judgeable = {
  window: null,
  damagedTraces: new Set(),
  truncatedObjects: new Set(),
  corruptObjects: new Set(),
  damagedTimes: [],
  settle: 0,
};

export function fillBatch(batch: SpanBatch, spans: readonly TestSpan[]): void {
  for (const span of spans) {
    const row = batch.next();
    const { columns } = batch;
    wordsOfHex(span.trace.padStart(32, '0'), columns.traceId, row * 4, 4);
    wordsOfHex(span.id.padStart(16, '0'), columns.spanId, row * 2, 2);
    wordsOfHex((span.parent ?? '').padStart(16, '0'), columns.parentId, row * 2, 2);
    const start = span.start ?? 1_000;
    columns.start.set(wordsOfMillis(start), row * 2);
    columns.end.set(wordsOfMillis(span.end ?? start + 1), row * 2);
    const service = span.service === undefined ? 'shop' : span.service;
    columns.resource[row] = batch.resources.intern({ ...UNKNOWN_RESOURCE, service });
    columns.name[row] = batch.strings.intern(span.name ?? 'work');
    columns.kind[row] = span.kind ?? 1;
    columns.facts[row] = span.facts ?? 0;
    columns.flags[row] = span.flags ?? 0;
    columns.object[row] = span.object ?? 0;
  }
}

/** Adds spans to a table as one decoder's delivery; the chunk has room for exactly as many. */
export function appendTo(table: SpanTable, spans: readonly TestSpan[], keep?: Keep): void {
  const batch = new SpanBatch(new StringPool(), new ResourcePool(), Math.max(1, spans.length));
  fillBatch(batch, spans);
  const pools = new PoolMap(table);
  pools.extend(batch.strings.textsFrom(1), batch.resources.from(0));
  const { columns, length } = batch.take();
  table.append(columns, length, pools, keep);
}

export function tableOf(spans: readonly TestSpan[]): SpanTable {
  const table = new SpanTable();
  appendTo(table, spans);
  return table;
}

export function corpusOf(spans: readonly TestSpan[], rules: Judgeable = ALL_JUDGED) {
  return assemble(tableOf(spans), rules);
}
