import type { ColumnBuffer, ColumnSpec } from './parquet/column';
import { ParquetWriter } from './parquet/file';

/** A key and its value; numbers are whole. */
export type BlockAttribute = readonly [key: string, value: string | number];

/** A span as a block holds it; times in nanoseconds. */
export interface BlockSpan {
  readonly spanId: Uint8Array;
  /** Empty: none. */
  readonly parentId: Uint8Array;
  readonly name: string;
  readonly kind: number;
  readonly start: bigint;
  readonly duration: bigint;
  readonly status?: number;
  readonly traceState?: string;
  readonly attributes?: readonly BlockAttribute[];
  readonly links?: readonly Uint8Array[];
}

/** One row of a block. */
export interface BlockTrace {
  readonly traceId: Uint8Array;
  readonly resources: readonly {
    readonly service: string;
    readonly attributes?: readonly BlockAttribute[];
    readonly spans: readonly BlockSpan[];
  }[];
}

/** vParquet4 has the standard LIST layout, vParquet5 bare repeated groups. */
export type BlockLayout = 'vParquet4' | 'vParquet5';

type Column = readonly [
  path: string,
  type: ColumnSpec['type'],
  encoding: ColumnSpec['encoding'],
  codec: ColumnSpec['codec'],
];
type ColumnName = keyof typeof COLUMNS;

const REPEATED = new Set(['rs', 'ss', 'Spans', 'Attrs', 'Links', 'Value', 'ValueInt']);
const SPANS = 'rs.ss.Spans';

/** The columns that are written, with the encodings and codecs that Tempo uses for them. */
const COLUMNS = {
  traceId: ['TraceID', 'bytes', 'delta', 'none'],
  resourceKey: ['rs.Resource.Attrs.Key', 'bytes', 'dictionary', 'snappy'],
  resourceValue: ['rs.Resource.Attrs.Value', 'bytes', 'dictionary', 'snappy'],
  resourceInt: ['rs.Resource.Attrs.ValueInt', 'int64', 'plain', 'snappy'],
  service: ['rs.Resource.ServiceName', 'bytes', 'dictionary', 'snappy'],
  spanId: [`${SPANS}.SpanID`, 'bytes', 'delta', 'none'],
  parentId: [`${SPANS}.ParentSpanID`, 'bytes', 'delta', 'none'],
  name: [`${SPANS}.Name`, 'bytes', 'dictionary', 'snappy'],
  kind: [`${SPANS}.Kind`, 'int64', 'delta', 'none'],
  traceState: [`${SPANS}.TraceState`, 'bytes', 'delta', 'snappy'],
  start: [`${SPANS}.StartTimeUnixNano`, 'int64', 'delta', 'none'],
  duration: [`${SPANS}.DurationNano`, 'int64', 'delta', 'none'],
  status: [`${SPANS}.StatusCode`, 'int64', 'delta', 'none'],
  key: [`${SPANS}.Attrs.Key`, 'bytes', 'dictionary', 'snappy'],
  value: [`${SPANS}.Attrs.Value`, 'bytes', 'dictionary', 'snappy'],
  int: [`${SPANS}.Attrs.ValueInt`, 'int64', 'plain', 'snappy'],
  link: [`${SPANS}.Links.SpanID`, 'bytes', 'delta', 'none'],
} as const satisfies Readonly<Record<string, Column>>;

/** Repetition levels: a further trace, resource, span, attribute. */
const RESOURCE = 1;
const SPAN = 3;

/** Writes the data of a Tempo block; traces must come in the order of their IDs. */
export class BlockWriter {
  private readonly file: ParquetWriter;
  private readonly columns: ReadonlyMap<string, ColumnBuffer>;
  private readonly tracesPerGroup: number;
  private rows = 0;

  /** @param write takes the bytes of the file, in order */
  constructor(layout: BlockLayout, tracesPerGroup: number, write: (bytes: Buffer) => void) {
    const names = Object.keys(COLUMNS);
    this.file = new ParquetWriter(
      Object.values(COLUMNS).map((column) => specOf(column, layout)),
      write,
    );
    this.columns = new Map(this.file.columns.map((column, index) => [names[index] ?? '', column]));
    this.tracesPerGroup = tracesPerGroup;
  }

  add({ traceId, resources }: BlockTrace): void {
    this.column('traceId').add(0, traceId);
    let level = 0;
    for (const { service, attributes = [], spans } of resources) {
      this.column('service').add(level, Buffer.from(service));
      this.attributes(['resourceKey', 'resourceValue', 'resourceInt'], level, RESOURCE, attributes);
      for (const span of spans) {
        this.span(span, level);
        level = SPAN;
      }
      level = RESOURCE;
    }
    if (++this.rows === this.tracesPerGroup) this.endRowGroup();
  }

  /** @returns bytes of the footer and of the file */
  end(): { readonly footerSize: number; readonly size: number } {
    if (this.rows > 0) this.endRowGroup();
    return { footerSize: this.file.end(), size: this.file.size };
  }

  private endRowGroup(): void {
    this.file.endRowGroup(this.rows);
    this.rows = 0;
  }

  private column(name: ColumnName): ColumnBuffer {
    const column = this.columns.get(name);
    if (column === undefined) throw new Error(`no column ${name}`);
    return column;
  }

  private span(span: BlockSpan, level: number): void {
    this.column('spanId').add(level, span.spanId);
    this.column('parentId').add(level, span.parentId);
    this.column('name').add(level, Buffer.from(span.name));
    this.column('kind').add(level, BigInt(span.kind));
    this.column('traceState').add(level, Buffer.from(span.traceState ?? ''));
    this.column('start').add(level, span.start);
    this.column('duration').add(level, span.duration);
    this.column('status').add(level, BigInt(span.status ?? 0));
    this.attributes(['key', 'value', 'int'], level, SPAN, span.attributes ?? []);
    const links = span.links ?? [];
    if (links.length === 0) this.column('link').addEmpty(level, SPAN);
    links.forEach((link, index) => this.column('link').add(index === 0 ? level : SPAN + 1, link));
  }

  /** @param owner repetition level of what has the attributes, which is its definition level as well */
  private attributes(
    [key, value, int]: readonly [ColumnName, ColumnName, ColumnName],
    level: number,
    owner: number,
    attributes: readonly BlockAttribute[],
  ): void {
    if (attributes.length === 0)
      for (const name of [key, value, int]) this.column(name).addEmpty(level, owner);
    attributes.forEach(([name, own], index) => {
      const repetition = index === 0 ? level : owner + 1;
      this.column(key).add(repetition, Buffer.from(name));
      if (typeof own === 'string') this.column(value).add(repetition, Buffer.from(own));
      else this.column(value).addEmpty(repetition, owner + 1);
      if (typeof own === 'number') this.column(int).add(repetition, BigInt(own));
      else this.column(int).addEmpty(repetition, owner + 1);
    });
  }
}

function specOf([path, type, encoding, codec]: Column, layout: BlockLayout): ColumnSpec {
  const nodes = path.split('.').flatMap((name): (readonly [string, boolean])[] => {
    if (!REPEATED.has(name)) return [[name, false]];
    if (layout === 'vParquet5') return [[name, true]];
    return [
      [name, false],
      ['list', true],
      ['element', false],
    ];
  });
  return {
    path: nodes.map(([name]) => name),
    repeated: nodes.map(([, isRepeated]) => isRepeated),
    type,
    encoding,
    codec,
  };
}

/** The meta.json of a block, as Tempo writes it. */
export function blockMeta(
  layout: BlockLayout,
  id: string,
  facts: {
    readonly start: string;
    readonly end: string;
    readonly traces: number;
    readonly size: number;
    readonly footerSize: number;
    readonly level?: number;
  },
): string {
  return JSON.stringify({
    format: layout,
    blockID: id,
    tenantID: 'single-tenant',
    startTime: facts.start,
    endTime: facts.end,
    totalObjects: facts.traces,
    size: facts.size,
    compactionLevel: facts.level ?? 0,
    totalRecords: 1,
    footerSize: facts.footerSize,
  });
}
