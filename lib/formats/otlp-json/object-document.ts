import type { SpanBatch } from '../../model/batch';
import { UNKNOWN_RESOURCE } from '../../model/resources';
import type { Effects } from '../json/effects';
import { found, InvalidField, isObject, listOf, member, objectOrNull } from '../json/values';
import { readSpanObject } from './object-span';
import { resourceOf } from './resource';

/** Spellings of the members that hold the spans' groups, in a document and in a group. */
export const KEYS = {
  /** `batches` is Tempo's name for them. */
  resourceSpans: ['resourceSpans', 'resource_spans', 'batches'],
  /** `instrumentationLibrarySpans` is what OTLP called them before 0.15. */
  scopeSpans: ['scopeSpans', 'scope_spans', 'instrumentationLibrarySpans'],
  resourceLogs: ['resourceLogs', 'resource_logs'],
  scopeLogs: ['scopeLogs', 'scope_logs'],
  logRecords: ['logRecords', 'log_records'],
  resourceMetrics: ['resourceMetrics', 'resource_metrics'],
  scopeMetrics: ['scopeMetrics', 'scope_metrics'],
} as const;

/** Members that hold a whole document: answers of Jaeger's and Tempo's interfaces. */
export const WRAPPERS = ['result', 'data', 'trace'] as const;

/** How deep documents may stand in wrappers and arrays. */
export const MAX_WRAPPING = 4;

/**
 * Reads documents from the value that parseJson made of them: the slow way, which is right about everything.
 * A container of the wrong type is told and passed over.
 */
export class ObjectReader {
  private readonly batch: SpanBatch;
  private readonly effects: Effects;
  /** Of the document, in the object. */
  private offset = 0;

  constructor(batch: SpanBatch, effects: Effects) {
    this.batch = batch;
    this.effects = effects;
  }

  /** @param offset of the document in the object, for what is told */
  read(value: unknown, offset: number): void {
    this.offset = offset;
    this.document(value, 0);
  }

  private document(value: unknown, depth: number): void {
    if (depth > MAX_WRAPPING)
      return this.tell(`document: expected at most ${MAX_WRAPPING} wrappers around it, found more`);
    if (Array.isArray(value)) {
      for (const element of value) this.document(element, depth + 1);
      return;
    }
    if (!isObject(value)) return this.tell(`document: expected an object, found ${found(value)}`);
    for (const group of this.list('resourceSpans', member(value, KEYS.resourceSpans))) this.group(group);
    for (const wrapper of WRAPPERS) {
      const inner = member(value, [wrapper]);
      if (inner !== null) this.document(inner, depth + 1);
    }
    const logs = count(member(value, KEYS.resourceLogs), [KEYS.scopeLogs, KEYS.logRecords]);
    if (logs > 0) this.effects.skip('logs', logs);
    const metrics = count(member(value, KEYS.resourceMetrics), [KEYS.scopeMetrics, ['metrics']]);
    if (metrics > 0) this.effects.skip('metrics', metrics);
  }

  /** One ResourceSpans. */
  private group(value: unknown): void {
    const group = this.attempt(() => objectOrNull('resourceSpans', value), null);
    if (group === null) return;
    const first = this.batch.length;
    const resource = this.resource(member(group, ['resource']));
    for (const scope of this.list('scopeSpans', member(group, KEYS.scopeSpans))) this.scope(scope);
    this.batch.columns.resource.fill(resource, first, this.batch.length);
  }

  private resource(value: unknown): number {
    return this.batch.resources.intern(this.attempt(() => resourceOf(value), UNKNOWN_RESOURCE));
  }

  /** One ScopeSpans. */
  private scope(value: unknown): void {
    const scope = this.attempt(() => objectOrNull('scopeSpans', value), null);
    if (scope === null) return;
    for (const span of this.list('spans', member(scope, ['spans']))) {
      readSpanObject(span, this.batch, this.effects, this.offset);
    }
  }

  private list(field: string, value: unknown): readonly unknown[] {
    return this.attempt(() => listOf(field, value), []);
  }

  private attempt<T>(read: () => T, otherwise: T): T {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof InvalidField)) throw error;
      this.tell(error.message);
      return otherwise;
    }
  }

  private tell(message: string): void {
    this.effects.problem(this.offset, 'invalid-field', message);
  }
}

/** How many elements the lists at the end of a path through lists have; what is no list there counts nothing. */
function count(value: unknown, path: readonly (readonly string[])[]): number {
  if (!Array.isArray(value)) return 0;
  const [keys, ...rest] = path;
  if (keys === undefined) return value.length;
  return value.reduce<number>(
    (sum, element) => sum + (isObject(element) ? count(member(element, keys), rest) : 0),
    0,
  );
}
