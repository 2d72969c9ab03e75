import { type Constant, KernelModule } from '../../model/kernel/kernels';
import { KERNEL_MODULE } from './module';

/** What the kernel asks for while it reads. Places are addresses in its memory. */
export interface Outside {
  /** The number of the name that is `length` bytes at `start`. */
  nameNumber(start: number, length: number): number;
  /** What the `threshold` column has for the tracestate that is `length` bytes at `start`. */
  thresholdNumber(start: number, length: number): number;
  /** The number of the callee that a span names: see SpanText. */
  peerNumber(start: number, end: number): number;
}

/** An answer of Outside: only the slow reader can tell. */
export const UNSURE = 0xffff_ffff;

/** What the compiled kernel (kernel/spans/index.ts) exports: its functions, and where its memory holds what. */
export interface Kernel {
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
  readonly memory: { readonly buffer: ArrayBuffer };
  readonly WINDOW: Constant;
  readonly WINDOW_BYTES: Constant;
  readonly RAW: Constant;
  readonly SLACK: Constant;
  /** Spans that the last call read. */
  readonly rows: Constant;
  /** Fills the window from the first `length` bytes at RAW, without the white space between tokens of JSON. */
  compact(length: number): number;
  /** Where in the window the byte stands that is at `raw` behind RAW; it must be no white space. */
  placeOf(raw: number): number;
  /** The other way round, of the `length` bytes that the window was filled from. */
  rawOf(place: number, length: number): number;
  /** Reads spans of JSON from an address in the window on; returns the address behind the last one. */
  readSpans(start: number): number;
  /** Reads Span messages between two addresses in the window; returns the address behind the last one. */
  readMessages(start: number, end: number): number;
  /** Takes an attribute's name from the window's beginning; returns 0 where it cannot be kept. */
  learnPeerName(length: number, isAddress: number, port: number): number;
}

/** The compiled kernel. */
export const SPAN_KERNEL = new KernelModule<Kernel>(KERNEL_MODULE);

/** A kernel with a memory of its own. */
export function createKernel(outside: Outside): Kernel {
  return SPAN_KERNEL.create({ outside });
}
