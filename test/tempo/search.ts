import { type Answer, json } from './answer';
import type { Context } from './context';
import { type FoundTrace, fragmentOf, merge, traceJson } from './found-trace';
import { recentRange } from './range';
import { type SearchRequest, searchRequest } from './search-request';
import type { Part } from './store';

const NANOSECONDS = 1_000_000_000n;

/**
 * GET /api/search: the first traces found, newest push first and by trace ID within it, shown newest first.
 * @param isLeftOut traces that the search does not find although they are there
 * @throws Refusal
 */
export function search(
  parameters: URLSearchParams,
  context: Context,
  isLeftOut: (traceId: string) => boolean,
): Answer {
  const request = searchRequest(parameters, context);
  const found = new Map<string, FoundTrace>();
  if (request.range !== null || (context.options.isRecentForSearch ?? true)) {
    const isAsked = isInRange(request, context);
    for (const parts of context.store.blocks.toReversed())
      collect(parts.filter(isAsked), request, found, isLeftOut);
  }
  const traces = [...found.values()].sort((a, b) => (a.start > b.start ? -1 : Number(a.start < b.start)));
  return json({
    traces: traces.slice(0, request.limit).map(traceJson),
    metrics: { inspectedBytes: '1', completedJobs: 1, totalJobs: 1 },
  });
}

/** Each push finds its own first traces; those join what others found of them, or fill what is left. */
function collect(
  parts: readonly Part[],
  request: SearchRequest,
  found: Map<string, FoundTrace>,
  isLeftOut: (traceId: string) => boolean,
): void {
  const limit = request.query.mostRecent ? Number.POSITIVE_INFINITY : request.limit;
  let own = 0;
  for (const part of parts) {
    if (own >= limit) return;
    const fragment = fragmentOf(part, request);
    if (fragment === null || isLeftOut(part.traceId)) continue;
    own++;
    const before = found.get(part.traceId);
    if (before !== undefined) found.set(part.traceId, merge(before, fragment));
    else if (found.size < limit) found.set(part.traceId, fragment);
  }
}

function isInRange(
  { range, minDuration, maxDuration }: SearchRequest,
  context: Context,
): (part: Part) => boolean {
  const { start, end } = range ?? recentRange(context);
  const [from, to] = [BigInt(start) * NANOSECONDS, BigInt(end) * NANOSECONDS];
  return (part) => {
    const duration = Number(part.end - part.start);
    return part.start <= to && part.end >= from && duration >= minDuration && duration <= maxDuration;
  };
}
