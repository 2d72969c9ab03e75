import type { Instance } from './system';
import type { MadeSpan } from './trace';

/** When archives begin: 2025-11-20T14:00:00Z, in seconds since the epoch. */
export const BEGIN_SECONDS = 1_763_647_200;
export const SCOPE = { name: 'shop.tracing', version: '2.14.1' } as const;
export const FAILURE = { code: 2, message: 'upstream answered 503' } as const;

/** Writes export requests down in one format. */
export interface Encoder {
  /** One request: some spans of one process. */
  encode(instance: Instance, spans: readonly MadeSpan[]): Buffer;
}
