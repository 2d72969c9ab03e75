import { Random } from './random';
import type { Instance, Service } from './system';

/** Span kinds of OTLP. */
export const Kind = { INTERNAL: 1, SERVER: 2, CLIENT: 3 } as const;
/** Span.flags: sampled, and whether the parent is remote is known (0x100) and true (0x200). */
const LOCAL_PARENT = 0x101;
const REMOTE_PARENT = 0x301;

/** A span as the system made it; whether it arrives is decided elsewhere. */
export interface MadeSpan {
  readonly traceId: string;
  readonly spanId: string;
  /** Its parent in the same trace; null for the root. */
  readonly parent: MadeSpan | null;
  readonly instance: Instance;
  readonly kind: number;
  readonly flags: number;
  readonly name: string;
  /** Of CLIENT spans: the service that they call. */
  readonly callee: Service | null;
  /** Nanoseconds after the archive's beginning. */
  readonly start: number;
  end: number;
  readonly failed: boolean;
}

const MICRO = 1000;
/** Shares of calls that are made at all, that stand in a span of their own step, and of steps without a call. */
const CALL = 0.85;
const WRAPPED = 0.4;
const STEP = 0.5;
const FAILED = 0.01;

/** Makes traces of a system: requests that enter at its first service. */
export class TraceMaker {
  private readonly services: readonly Service[];
  private readonly random: Random;
  private spans: MadeSpan[] = [];
  private traceId = '';

  constructor(services: readonly Service[], seed: number) {
    this.services = services;
    this.random = new Random(seed ^ 0x7472);
  }

  /** One trace whose root starts `start` nanoseconds after the archive's beginning; in the order of the spans' ends. */
  make(start: number): readonly MadeSpan[] {
    this.spans = [];
    this.traceId = this.random.hex(4);
    this.serve(this.services[0]!, null, start + this.random.below(1_000_000 * MICRO));
    return this.spans;
  }

  /** @returns when it ended */
  private serve(service: Service, caller: MadeSpan | null, start: number): number {
    const { random } = this;
    const instance = service.instances[random.below(service.instances.length)]!;
    const operation = service.operations[random.below(service.operations.length)]!;
    const span = this.open(instance, caller, Kind.SERVER, operation, start, null);
    let now = start + this.micros(20, 300);
    if (random.chance(STEP)) now = this.step(span, now);
    for (const callee of service.calls) {
      if (random.chance(CALL)) now = this.call(span, this.services[callee]!, now + this.micros(5, 100));
    }
    return this.close(span, now + this.micros(10, 200));
  }

  private step(parent: MadeSpan, start: number): number {
    const name = `${parent.instance.service.name}.validate`;
    const span = this.open(parent.instance, parent, Kind.INTERNAL, name, start, null);
    return this.close(span, start + this.micros(5, 2000));
  }

  private call(parent: MadeSpan, callee: Service, start: number): number {
    const { instance } = parent;
    const wrapper = this.random.chance(WRAPPED)
      ? this.open(instance, parent, Kind.INTERNAL, `${instance.service.name}.fetch`, start, null)
      : null;
    const client = this.open(
      instance,
      wrapper ?? parent,
      Kind.CLIENT,
      `GET ${callee.name}`,
      start + 2000,
      callee,
    );
    const answered = this.serve(callee, client, client.start + this.micros(50, 800));
    const end = this.close(client, answered + this.micros(50, 800));
    return wrapper === null ? end : this.close(wrapper, end + this.micros(1, 20));
  }

  private open(
    instance: Instance,
    parent: MadeSpan | null,
    kind: number,
    name: string,
    start: number,
    callee: Service | null,
  ): MadeSpan {
    const isRemote = parent !== null && kind === Kind.SERVER;
    return {
      traceId: this.traceId,
      spanId: this.random.hex(2),
      parent,
      instance,
      kind,
      flags: isRemote ? REMOTE_PARENT : LOCAL_PARENT,
      name,
      callee,
      start,
      end: start,
      failed: this.random.chance(FAILED),
    };
  }

  private close(span: MadeSpan, end: number): number {
    span.end = end;
    this.spans.push(span);
    return end;
  }

  private micros(from: number, to: number): number {
    return (from + this.random.below(to - from)) * MICRO + this.random.below(MICRO);
  }
}
