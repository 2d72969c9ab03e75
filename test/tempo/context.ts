import type { TempoOptions } from './options';
import { type Store, storeOf } from './store';

const DEFAULT_MAX_BYTES = 5_000_000;

/** What the handlers answer from. */
export interface Context {
  readonly options: TempoOptions;
  readonly store: Store;
  readonly flavour: '2.10' | '3.1';
  /** Seconds since the epoch. */
  readonly now: () => number;
  readonly maxBytesPerTrace: number;
}

export function contextOf(options: TempoOptions): Context {
  const maxBytesPerTrace = options.maxBytesPerTrace ?? DEFAULT_MAX_BYTES;
  const now = options.now ?? Date.now;
  return {
    options,
    store: storeOf(options.pushes, maxBytesPerTrace),
    flavour: options.flavour ?? '3.1',
    now: () => Math.floor(now() / 1000),
    maxBytesPerTrace,
  };
}
