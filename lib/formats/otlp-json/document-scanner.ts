import type { SpanBatch } from '../../model/batch';
import { Byte } from '../json/bytes';
import type { Effects } from '../json/effects';
import { KeySet, KeyTable } from '../json/keys';
import { Repeats } from '../json/repeats';
import { FAIL, skipLiteral, skipSpace, skipValue } from '../json/skip';
import type { Source } from '../json/source';
import { KEYS, MAX_WRAPPING, WRAPPERS } from './object-document';
import { RecordCounter } from './record-counter';
import { ResourceCache } from './resource-cache';
import { SpanScanner } from './span-scanner';

const Doc = { SPANS: 0, LOGS: 1, METRICS: 2, WRAPPER: 3 } as const;
const DOCUMENT_KEYS = new KeySet([
  KEYS.resourceSpans,
  KEYS.resourceLogs,
  KEYS.resourceMetrics,
  ...WRAPPERS.map((wrapper) => [wrapper]),
]);
const Group = { RESOURCE: 0, SCOPES: 1 } as const;
const GROUP_KEYS = new KeySet([['resource'], KEYS.scopeSpans, ['schemaUrl']]);
const Scope = { SPANS: 0, SCOPE: 1 } as const;
const SCOPE_KEYS = new KeySet([['spans'], ['scope'], ['schemaUrl']]);
const LOGS = [new KeySet([KEYS.scopeLogs]), new KeySet([KEYS.logRecords])];
const METRICS = [new KeySet([KEYS.scopeMetrics]), new KeySet([['metrics']])];
const LOWER_N = 0x6e;

/** What the elements of a list are. */
const Element = { DOCUMENT: 0, GROUP: 1, SCOPE: 2 } as const;
type Element = (typeof Element)[keyof typeof Element];

/**
 * Reads documents straight from their bytes, once, without making objects of them. It gives up on a document that
 * it is not sure of (FAIL): the caller then takes back its rows and lets ObjectReader read it.
 */
export class DocumentScanner {
  private readonly source: Source;
  private readonly batch: SpanBatch;
  private readonly effects: Effects;
  private readonly spans: SpanScanner;
  private readonly resources: ResourceCache;
  private readonly scopes: Repeats;
  private readonly documentKeys = new KeyTable(DOCUMENT_KEYS);
  private readonly groupKeys = new KeyTable(GROUP_KEYS);
  private readonly scopeKeys = new KeyTable(SCOPE_KEYS);
  private readonly logs = new RecordCounter(LOGS);
  private readonly metrics = new RecordCounter(METRICS);

  constructor(source: Source, batch: SpanBatch, effects: Effects) {
    this.source = source;
    this.batch = batch;
    this.effects = effects;
    this.spans = new SpanScanner(source, batch, effects);
    this.scopes = new Repeats(source, 64, 64);
    this.resources = new ResourceCache(source, batch, effects);
  }

  /**
   * Reads the source's document, which begins at `start`, without white space around it.
   * @returns false where it gave up: rows and effects may have been left behind
   */
  read(start: number): boolean {
    this.spans.begin();
    return this.document(start, 0) === this.source.end;
  }

  private document(start: number, depth: number): number {
    const { source, documentKeys } = this;
    const { buffer } = source;
    if (depth > MAX_WRAPPING) return FAIL;
    if (buffer[start] === Byte.OPEN_BRACKET) return this.list(start, Element.DOCUMENT, depth);
    if (buffer[start] !== Byte.OPEN_BRACE) return FAIL;
    let index = skipSpace(source, start + 1);
    if (buffer[index] === Byte.CLOSE_BRACE) return index + 1;
    let seen = 0;
    documentKeys.begin();
    for (;;) {
      const field = documentKeys.next(source, index);
      if (field === FAIL) return FAIL;
      index = skipSpace(source, documentKeys.position);
      if (field !== documentKeys.unknown) {
        if ((seen & (1 << field)) !== 0) return FAIL;
        seen |= 1 << field;
        index = this.documentField(field, index, depth);
      } else index = skipValue(source, index);
      if (index === FAIL) return FAIL;
      index = skipSpace(source, index);
      const byte = buffer[index++];
      if (byte === Byte.CLOSE_BRACE) return index;
      if (byte !== Byte.COMMA) return FAIL;
      index = skipSpace(source, index);
    }
  }

  private documentField(field: number, start: number, depth: number): number {
    if (field === Doc.SPANS) return this.list(start, Element.GROUP, depth);
    if (field === Doc.LOGS) return this.count('logs', this.logs, start);
    if (field === Doc.METRICS) return this.count('metrics', this.metrics, start);
    const { buffer } = this.source;
    return buffer[start] === LOWER_N ? skipLiteral(buffer, start) : this.document(start, depth + 1);
  }

  private count(signal: 'logs' | 'metrics', counter: RecordCounter, start: number): number {
    counter.count = 0;
    const next = counter.list(this.source, start);
    if (counter.count > 0) this.effects.skip(signal, counter.count);
    return next;
  }

  /** A list, or null, which is an empty one. */
  private list(start: number, element: Element, depth: number): number {
    const { source } = this;
    const { buffer } = source;
    if (buffer[start] !== Byte.OPEN_BRACKET) return this.absent(start);
    let index = skipSpace(source, start + 1);
    if (buffer[index] === Byte.CLOSE_BRACKET) return index + 1;
    for (;;) {
      if (element === Element.DOCUMENT) index = this.document(index, depth + 1);
      else if (element === Element.GROUP) index = this.group(index);
      else index = this.scope(index);
      if (index === FAIL) return FAIL;
      index = skipSpace(source, index);
      const byte = buffer[index++];
      if (byte === Byte.CLOSE_BRACKET) return index;
      if (byte !== Byte.COMMA) return FAIL;
      index = skipSpace(source, index);
    }
  }

  private absent(start: number): number {
    const { buffer } = this.source;
    return buffer[start] === LOWER_N ? skipLiteral(buffer, start) : FAIL;
  }

  /** One ResourceSpans. The resource may stand behind its spans, so their rows get it at the end. */
  private group(start: number): number {
    const { source, groupKeys, resources } = this;
    const { buffer } = source;
    if (buffer[start] !== Byte.OPEN_BRACE) return FAIL;
    const first = this.batch.length;
    let index = skipSpace(source, start + 1);
    let resource = FAIL;
    if (buffer[index] === Byte.CLOSE_BRACE) return index + 1;
    let seen = 0;
    groupKeys.begin();
    for (;;) {
      const field = groupKeys.next(source, index);
      if (field === FAIL) return FAIL;
      index = skipSpace(source, groupKeys.position);
      if (field <= Group.SCOPES) {
        if ((seen & (1 << field)) !== 0) return FAIL;
        seen |= 1 << field;
        if (field === Group.RESOURCE) {
          resource = resources.number(index);
          if (resource === FAIL) return FAIL;
          index = resources.end;
        } else index = this.list(index, Element.SCOPE, 0);
      } else index = skipValue(source, index);
      if (index === FAIL) return FAIL;
      index = skipSpace(source, index);
      const byte = buffer[index++];
      if (byte === Byte.CLOSE_BRACE) break;
      if (byte !== Byte.COMMA) return FAIL;
      index = skipSpace(source, index);
    }
    if (resource === FAIL) resource = resources.unknown();
    this.batch.columns.resource.fill(resource, first, this.batch.length);
    return index;
  }

  /** One ScopeSpans. */
  private scope(start: number): number {
    const { source, scopeKeys } = this;
    const { buffer } = source;
    if (buffer[start] !== Byte.OPEN_BRACE) return FAIL;
    let index = skipSpace(source, start + 1);
    if (buffer[index] === Byte.CLOSE_BRACE) return index + 1;
    let seen = false;
    scopeKeys.begin();
    for (;;) {
      const field = scopeKeys.next(source, index);
      if (field === FAIL) return FAIL;
      index = skipSpace(source, scopeKeys.position);
      if (field === Scope.SPANS) {
        if (seen) return FAIL;
        seen = true;
        index = this.spanList(index);
      } else if (field === Scope.SCOPE) index = this.scopeValue(index);
      else index = skipValue(source, index);
      if (index === FAIL) return FAIL;
      index = skipSpace(source, index);
      const byte = buffer[index++];
      if (byte === Byte.CLOSE_BRACE) return index;
      if (byte !== Byte.COMMA) return FAIL;
      index = skipSpace(source, index);
    }
  }

  /** The InstrumentationScope, of which nothing is read. */
  private scopeValue(start: number): number {
    const known = this.scopes.find(start);
    if (known !== FAIL) return known;
    const next = skipValue(this.source, start);
    if (next !== FAIL) this.scopes.keep(start, next, 0);
    return next;
  }

  private spanList(start: number): number {
    const { source, spans } = this;
    const { buffer } = source;
    if (buffer[start] !== Byte.OPEN_BRACKET) return this.absent(start);
    let index = skipSpace(source, start + 1);
    if (buffer[index] === Byte.CLOSE_BRACKET) return index + 1;
    for (;;) {
      index = spans.spans(index);
      if (index === FAIL) return FAIL;
      let byte = buffer[index]!;
      if (byte <= Byte.SPACE) {
        index = skipSpace(source, index);
        byte = buffer[index]!;
      }
      index++;
      if (byte === Byte.CLOSE_BRACKET) return index;
      if (byte !== Byte.COMMA) return FAIL;
      if (buffer[index]! <= Byte.SPACE) index = skipSpace(source, index);
    }
  }
}
