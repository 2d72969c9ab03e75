import { z } from 'zod';
import type { OtlpRequest } from './otlp';

const attribute = z.object({ key: z.string(), value: z.record(z.string(), z.unknown()) });

const spanSet = z.object({
  matched: z.number(),
  spans: z.array(
    z.looseObject({
      spanID: z.string(),
      startTimeUnixNano: z.string(),
      durationNanos: z.string(),
      attributes: z.array(attribute).default([]),
    }),
  ),
});

const answer = z.object({
  traces: z.array(
    z.looseObject({
      traceID: z.string(),
      rootServiceName: z.string(),
      rootTraceName: z.string().optional(),
      spanSet,
      spanSets: z.tuple([spanSet]),
    }),
  ),
});

type FoundTrace = z.infer<typeof answer>['traces'][number];

/** The traces of a search's answer. @throws ZodError */
export function foundTraces(body: string): FoundTrace[] {
  return answer.parse(JSON.parse(body)).traces;
}

/**
 * A found trace without what a server is free in: the order of attributes, and which of the matching spans it shows
 * where it shows fewer than match.
 * @param hasRoots whether the trace has several roots: which of them names it depends on how its spans came
 */
export function headOf({ spanSet, spanSets: [set], ...trace }: FoundTrace, hasRoots: boolean): object {
  expect(spanSet).toEqual(set);
  const names = hasRoots ? { rootServiceName: 'one of several', rootTraceName: 'one of several' } : {};
  const isWhole = set.spans.length === set.matched;
  return {
    ...trace,
    ...names,
    matched: set.matched,
    shown: isWhole ? set.spans.map(withSortedAttributes).sort(bySpanId) : set.spans.length,
  };
}

/** The shown spans as `spanID start duration`, to look up in what was pushed. */
export function shownSpans({ spanSets: [set] }: FoundTrace): string[] {
  return set.spans.map((span) => `${span.spanID} ${span.startTimeUnixNano} ${span.durationNanos}`);
}

/** All pushed spans in the form of shownSpans. */
export function pushedSpans(pushes: readonly (readonly OtlpRequest[])[]): Set<string> {
  const spans = pushes
    .flat()
    .flatMap(({ resourceSpans }) => resourceSpans)
    .flatMap(({ scopeSpans }) => scopeSpans)
    .flatMap((scope) => scope.spans);
  return new Set(
    spans.map(
      ({ spanId, startTimeUnixNano, endTimeUnixNano }) =>
        `${spanId} ${startTimeUnixNano} ${endTimeUnixNano - startTimeUnixNano}`,
    ),
  );
}

type Shown = FoundTrace['spanSet']['spans'][number];

function withSortedAttributes(span: Shown): Shown {
  return { ...span, attributes: span.attributes.toSorted((a, b) => (a.key < b.key ? -1 : 1)) };
}

function bySpanId(a: Shown, b: Shown): number {
  return a.spanID < b.spanID ? -1 : 1;
}
