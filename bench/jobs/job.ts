import { z } from 'zod';
import type { ArchiveOptions } from '../archive/options';

/** What one child process does. */
export type Job =
  | { readonly kind: 'generate'; readonly directory: string; readonly options: ArchiveOptions }
  | {
      readonly kind: 'audit';
      readonly directory: string;
      /** 0: all in the main thread. Absent: as many reading threads as there are cores. */
      readonly threads?: number;
      /** Bytes; with it the sample is `auto`. */
      readonly maxMemory?: number;
      /** IDs of the checks that run; absent: all. */
      readonly checks?: readonly string[];
      /** All that the process does is done by one processor; absent: by as many as there are. */
      readonly onOneCore?: boolean;
      /** Without compiled code that was kept, as in a function of the cloud. */
      readonly isCold?: boolean;
      /** So many audits are made before the one that is measured, in the same process; absent: none. */
      readonly before?: number;
    }
  | ({ readonly kind: 'live' } & Live)
  | ({ readonly kind: 'live-bare' } & Live)
  | { readonly kind: 'json-parse' | 'protobufjs' | 'duckdb' | 'duckdb-blocks'; readonly directory: string };

/** A running Tempo, and the time of its traces, RFC 3339. */
interface Live {
  readonly url: string;
  readonly from: string;
  readonly to: string;
}

/** What the doing of it came to, in numbers: what was found, and timings of parts. */
export type Counts = Readonly<Record<string, number>>;

/** What a child prints when it is done. */
export const measuredSchema = z.object({
  millis: z.number().describe('From the call to its result; starting Node and loading modules is not in it'),
  peakBytes: z.number().describe('Peak resident memory of the whole process'),
  counts: z.record(z.string(), z.number()),
});

export type Measured = z.infer<typeof measuredSchema>;
