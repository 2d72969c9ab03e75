import { SourceError } from '../errors';

/** Functions that make numbers out of spans instead of selecting traces. */
const METRICS =
  /\|\s*(rate|count_over_time|(?:sum|avg|min|max|quantile|histogram)_over_time|compare|topk|bottomk)\s*\(/;
const FORMS =
  'give one that selects spans, such as { resource.service.name = "orders" } or { span.http.route = "/pay" } >> { status = error }';

/** A query, with the content of each of its outermost braces. */
interface Pieces {
  /** Text before, between and after the braces: one more than there are braces. */
  readonly between: readonly string[];
  readonly filters: readonly string[];
  /** What is between the braces, without what is in quotes. */
  readonly unquoted: string;
}

/**
 * Checks a TraceQL query as far as narrowing it down needs: it must have a `{ }`, its braces and quotes must close, and
 * it must not be a metrics query. What else is wrong with it the server says.
 * @throws SourceError `invalid`
 */
export function checkQuery(query: string): string {
  const pieces = piecesOf(query);
  if (pieces === null)
    throw new SourceError('invalid', `the query's braces or quotes do not close: ${FORMS}`);
  if (pieces.filters.length === 0) {
    throw new SourceError('invalid', `the query has no { } that selects spans: ${FORMS}`);
  }
  if (METRICS.test(pieces.unquoted)) {
    throw new SourceError('invalid', `the query asks for numbers, not for traces: ${FORMS}`);
  }
  return query.trim();
}

/**
 * The query, narrowed to traces that meet a condition which is the same for all spans of a trace. It is put into every
 * `{ }`: a trace that meets it is found as before, whatever joins the filters, and another one has no span left.
 * @param query null: all traces
 * @param condition null: it stays as it is
 */
export function narrowed(query: string | null, condition: string | null): string {
  if (condition === null) return query ?? '{}';
  const pieces = piecesOf(query ?? '{}');
  if (pieces === null)
    throw new SourceError('invalid', `the query's braces or quotes do not close: ${FORMS}`);
  return pieces.between
    .map((text, index) => {
      const filter = pieces.filters[index];
      return filter === undefined ? text : `${text}${filterWith(condition, filter)}`;
    })
    .join('');
}

function filterWith(condition: string, filter: string): string {
  const own = filter.trim();
  return own === '' ? `{ ${condition} }` : `{ ${condition} && (${own}) }`;
}

/** Null where a brace or a quote does not close. */
function piecesOf(query: string): Pieces | null {
  const between: string[] = [];
  const filters: string[] = [];
  let begin = 0;
  let depth = 0;
  for (let at = 0; at < query.length; at++) {
    const character = query[at];
    if (character === '"' || character === '`') {
      at = quoteEnd(query, at);
      if (at < 0) return null;
    } else if (character === '{') {
      if (depth === 0) {
        between.push(query.slice(begin, at));
        begin = at + 1;
      }
      depth++;
    } else if (character === '}') {
      depth--;
      if (depth < 0) return null;
      if (depth === 0) {
        filters.push(query.slice(begin, at));
        begin = at + 1;
      }
    }
  }
  if (depth !== 0) return null;
  between.push(query.slice(begin));
  return { between, filters, unquoted: between.join(' ').replaceAll(/"(?:[^"\\]|\\.)*"|`[^`]*`/g, '') };
}

/** Where a quoted text ends; -1 where it does not. TraceQL quotes as Go does: no escapes within backquotes. */
function quoteEnd(query: string, from: number): number {
  const quote = query[from];
  for (let at = from + 1; at < query.length; at++) {
    if (query[at] === '\\' && quote === '"') at++;
    else if (query[at] === quote) return at;
  }
  return -1;
}
