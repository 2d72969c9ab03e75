import type { OtlpRequest } from './otlp';
import { pushOfAll, type SmallSpan } from './small-traces';

const TRACES_A_PUSH = 1000;

/**
 * Pushes of so many whole traces of two spans, one a millisecond.
 * @param start of the first one, milliseconds since the epoch
 */
export function manyTraces(count: number, start: number): OtlpRequest[][] {
  const traces = Array.from({ length: count }, (_, index) => traceOf(index, start + index));
  return Array.from({ length: Math.ceil(count / TRACES_A_PUSH) }, (_, push) =>
    pushOfAll(traces.slice(push * TRACES_A_PUSH, (push + 1) * TRACES_A_PUSH).flat()),
  );
}

function traceOf(index: number, startMillis: number): SmallSpan[] {
  // Odd factors go through all values of 32 bits, so that no ID comes twice and last digits are even.
  const traceId = `4bf92f3577b34da6a3ce929d${hexOf(Math.imul(index, 0x9e3779b1))}`;
  const own = hexOf(Math.imul(index + 1, 0x85ebca6b));
  const parent = `00f067aa${own}`;
  const common = { traceId, service: 'cart', start: startMillis / 1000 };
  return [
    { ...common, id: parent, name: 'GET /cart', kind: 2, duration: 2 },
    { ...common, id: `b7ad6b71${own}`, parent, name: 'load', duration: 1 },
  ];
}

function hexOf(value: number): string {
  return (value >>> 0).toString(16).padStart(8, '0');
}
