import { KERNEL_MODULE } from './module';

/** What the kernel tells while it assembles traces. */
export interface Outside {
  /** The first `rows` rows of its columns are done; `set` says which of the rarely used ones are not all zero (Rare). */
  takeRows(rows: number, set: number): void;
  /** Spans of this judged trace, by number, have one ID and say different things. */
  noteTwins(trace: number): void;
  /** A server span of this judged trace, by number, has an ID as low as Tempo gives (model/renamed-halves.ts). */
  noteRenamed(trace: number): void;
}

/** Bits of what `takeRows` says is set: columns that many systems never use. */
export const Rare = { PEER: 1 << 0, FLAGS: 1 << 1, FACTS: 1 << 2, THRESHOLD: 1 << 3 } as const;

interface Constant {
  readonly value: number;
}

/** What the compiled kernel (kernel/table/index.ts) exports. Places are addresses in its memory. */
export interface TableExports {
  /** Rows that the columns hold. */
  readonly MAX_ROWS: Constant;
  readonly TRACE_ID: Constant;
  readonly SPAN_ID: Constant;
  readonly PARENT_ID: Constant;
  readonly START: Constant;
  readonly END: Constant;
  readonly RESOURCE: Constant;
  readonly NAME: Constant;
  readonly PEER: Constant;
  readonly OBJECT: Constant;
  readonly SERVICE: Constant;
  readonly PARENT: Constant;
  readonly FLAGS: Constant;
  readonly FACTS: Constant;
  readonly THRESHOLD: Constant;
  readonly KIND: Constant;
  /** Where the addresses of the blocks of records stand, and how many records each has. */
  readonly BLOCKS: Constant;
  readonly BLOCK_ROWS: Constant;
  /** Where the addresses of the blocks of traces stand, and how many traces each has. */
  readonly TRACE_BLOCKS: Constant;
  readonly BLOCK_TRACES: Constant;
  readonly length: Constant;
  readonly traceCount: Constant;
  /** Rows assembled, and resends folded, so far. */
  readonly rows: Constant;
  readonly resends: Constant;
  /** Where each judged trace begins: set by startOrder, and anew by assembling. */
  readonly starts: Constant;
  /** Judged traces. */
  readonly judged: Constant;
  /** New bytes, all zero; 0 where there is no room. They are never given back. */
  takeBytes(bytes: number): number;
  /** Adds rows of the columns to the table; returns 0 where there is no room. */
  append(rows: number, strings: number, resources: number): number;
  retainRows(from: number, to: number, kept: number): number;
  retainTraces(): void;
  truncate(rows: number): void;
  spread(from: number, to: number, earliest: number, latest: number): void;
  startOrder(states: number): number;
  sortRows(from: number, to: number, used: number): void;
  startTraces(): number;
  assembleTraces(from: number, to: number, services: number): void;
  finishTraces(): void;
}

/** The part of WebAssembly's interface that is needed; Node's types do not have it. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Memory: new (limits: {
    readonly initial: number;
    readonly maximum: number;
    readonly shared: true;
  }) => { readonly buffer: SharedArrayBuffer };
  readonly Instance: new (
    module: object,
    imports: { readonly outside: Outside; readonly env: { readonly memory: object } },
  ) => { readonly exports: TableExports };
};

let compiled: object | null = null;

/** A kernel that keeps one table, in a memory of its own. */
export interface TableKernel {
  readonly kernel: TableExports;
  /** What there is of the memory now; earlier views of it stay valid. */
  readonly buffer: () => SharedArrayBuffer;
}

/** Memory in pages of 64 KiB; as kernel/ was compiled with (scripts/kernel.ts). */
const PAGES = { initial: 32, maximum: 65_536, shared: true } as const;

/** A new kernel, with an empty table. */
export function createTableKernel(outside: Outside): TableKernel {
  compiled ??= new WebAssembly.Module(Buffer.from(KERNEL_MODULE, 'base64'));
  const memory = new WebAssembly.Memory(PAGES);
  const { exports: kernel } = new WebAssembly.Instance(compiled, { outside, env: { memory } });
  return { kernel, buffer: () => memory.buffer };
}
