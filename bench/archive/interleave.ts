import type { Random } from './random';
import type { MadeSpan } from './trace';

/** Traces under way at a time. */
const AT_ONCE = 64;

/** The spans of many traces as they end in a busy system: those of one trace in their order, mixed with others. */
export function* interleave(
  traces: Iterable<readonly MadeSpan[]>,
  random: Random,
): Generator<MadeSpan, void, undefined> {
  const coming = traces[Symbol.iterator]();
  const underWay: { readonly spans: readonly MadeSpan[]; next: number }[] = [];
  const begin = (): boolean => {
    const trace = coming.next();
    if (trace.done !== true) underWay.push({ spans: trace.value, next: 0 });
    return trace.done !== true;
  };
  while (underWay.length < AT_ONCE && begin());
  while (underWay.length > 0) {
    const index = random.below(underWay.length);
    const trace = underWay[index]!;
    const span = trace.spans[trace.next++];
    if (span !== undefined) yield span;
    else {
      const last = underWay.pop()!;
      if (index < underWay.length) underWay[index] = last;
      begin();
    }
  }
}
