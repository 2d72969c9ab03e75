/** A number that a kernel exports. */
export interface Constant {
  readonly value: number;
}

/** Where a kernel's memory holds the columns of spans, and how many rows of them. */
export interface ColumnPlaces {
  readonly MAX_ROWS: Constant;
  readonly TRACE_ID: Constant;
  readonly SPAN_ID: Constant;
  readonly PARENT_ID: Constant;
  readonly START: Constant;
  readonly END: Constant;
  readonly NAME: Constant;
  readonly PEER: Constant;
  readonly FLAGS: Constant;
  readonly FACTS: Constant;
  readonly THRESHOLD: Constant;
  readonly KIND: Constant;
}

/** A memory that several instances may have, and that grows under views which stay valid. Sizes in pages of 64 KiB. */
export interface SharedMemory {
  readonly buffer: SharedArrayBuffer;
}

/** The part of WebAssembly's interface that is needed; Node's types do not have it. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Memory: new (limits: {
    readonly initial: number;
    readonly maximum: number;
    readonly shared: true;
  }) => SharedMemory;
  readonly Instance: new <Exports>(module: object, imports: object) => { readonly exports: Exports };
};

/** Instances of a kernel, which is compiled when a thread first needs one. */
export class KernelModule<Exports> {
  private readonly base64: string;
  private compiled: object | null = null;

  /** @param base64 what `npm run kernel` wrote */
  constructor(base64: string) {
    this.base64 = base64;
  }

  /** A new instance. */
  create(imports: object): Exports {
    this.compiled ??= new WebAssembly.Module(Buffer.from(this.base64, 'base64'));
    return new WebAssembly.Instance<Exports>(this.compiled, imports).exports;
  }
}

export function sharedMemory(initial: number, maximum: number): SharedMemory {
  return new WebAssembly.Memory({ initial, maximum, shared: true });
}
