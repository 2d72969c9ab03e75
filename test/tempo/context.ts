import type { Flavour, TempoOptions } from './options';
import { type Store, storeOf } from './store';

const DEFAULT_MAX_BYTES = 5_000_000;

/** What the handlers answer from. */
export interface Context {
  readonly options: TempoOptions;
  readonly store: Store;
  readonly flavour: Flavour;
  /** Seconds since the epoch. */
  readonly now: () => number;
  readonly maxBytesPerTrace: number;
}

export function contextOf(options: TempoOptions): Context {
  const maxBytesPerTrace = options.maxBytesPerTrace ?? DEFAULT_MAX_BYTES;
  const now = options.now ?? Date.now;
  const flavour = options.flavour ?? '3.1';
  return {
    options,
    store: storeOf(options.pushes, flavour, maxBytesPerTrace, options.isCompacted ?? false),
    flavour,
    now: () => Math.floor(now() / 1000),
    maxBytesPerTrace,
  };
}
