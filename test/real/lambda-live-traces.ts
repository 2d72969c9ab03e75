import type { OtlpRequest } from '../tempo/otlp';
import { pushOfAll, type SmallSpan } from '../tempo/small-traces';
import type { ArchivedWindow } from './lambda-archive';

const MINUTE = 60_000;
const SERVER = 2;
const CLIENT = 3;

/** A window of traces in Tempo and what is true of it. */
export interface LiveWindow extends Pick<ArchivedWindow, 'start' | 'minutes' | 'traces'> {
  /** Of which traces, by number, a span of `orders` has lost its parent, of `orders` as well. */
  readonly isBroken: (index: number) => boolean;
  /** In which ones `orders` answers with an error; in none if not said. */
  readonly isError?: (index: number) => boolean;
}

/** Traces of a window as one push: the n-th begins in the middle of the n-th part, and its ID ends in n. */
export function liveTraces({ start, minutes, traces, isBroken, isError }: LiveWindow): OtlpRequest[] {
  return pushOfAll(
    Array.from({ length: traces }, (_, index) => {
      const at = Math.floor(start + ((index + 0.5) * minutes * MINUTE) / traces) / 1000;
      const traceId = `4bf92f35${(start / MINUTE).toString(16).padStart(8, '0')}${index.toString(16).padStart(16, '0')}`;
      const parts: Omit<SmallSpan, 'traceId'>[] = [
        { id: '1', service: 'gateway', kind: SERVER, start: at, duration: 100 },
        { id: '2', parent: '1', service: 'gateway', kind: CLIENT, start: at + 0.01, duration: 80 },
        {
          id: '3',
          parent: '2',
          service: 'orders',
          kind: SERVER,
          start: at + 0.02,
          duration: 60,
          isError: isError?.(index) ?? false,
        },
        { id: '4', parent: isBroken(index) ? '9' : '3', service: 'orders', start: at + 0.03, duration: 10 },
      ];
      return parts.map((part) => ({ ...part, traceId }));
    }).flat(),
  );
}
