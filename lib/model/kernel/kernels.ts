/** A number that a kernel exports. */
export interface Constant {
  readonly value: number;
}

/** The address that a kernel gave: from it numbers of 32 bits come as signed ones, and half of the memory lies above. */
export function addressFrom(given: number | Constant): number {
  return (typeof given === 'number' ? given : given.value) >>> 0;
}

/** A memory that several instances may have, and that grows under views which stay valid. Sizes in pages of 64 KiB. */
export interface SharedMemory {
  readonly buffer: SharedArrayBuffer;
}

/** A compiled kernel, which other threads may be given. */
export type CompiledKernel = object;

/** The part of WebAssembly's interface that is needed; Node's types do not have it. */
declare const WebAssembly: {
  readonly Module: new (bytes: Uint8Array) => CompiledKernel;
  readonly Memory: new (limits: {
    readonly initial: number;
    readonly maximum: number;
    readonly shared: true;
  }) => SharedMemory;
  readonly Instance: new <Exports>(module: CompiledKernel, imports: object) => { readonly exports: Exports };
};

/** Instances of a kernel, which is compiled when it is first needed. */
export class KernelModule<Exports> {
  private readonly base64: string;
  private known: CompiledKernel | null = null;

  /** @param base64 what `npm run kernel` wrote */
  constructor(base64: string) {
    this.base64 = base64;
  }

  get compiled(): CompiledKernel {
    this.known ??= new WebAssembly.Module(Buffer.from(this.base64, 'base64'));
    return this.known;
  }

  /** Says that another thread has compiled it already. */
  use(compiled: CompiledKernel): void {
    this.known = compiled;
  }

  /** A new instance. */
  create(imports: object): Exports {
    return new WebAssembly.Instance<Exports>(this.compiled, imports).exports;
  }
}

export function sharedMemory(initial: number, maximum: number): SharedMemory {
  return new WebAssembly.Memory({ initial, maximum, shared: true });
}
