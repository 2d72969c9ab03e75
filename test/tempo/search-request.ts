import { Refusal } from './answer';
import type { Context } from './context';
import { type Range, rangeOf } from './range';
import { parseQuery } from './traceql/parse';
import { type Condition, comparisonsOf, type Query } from './traceql/query';
import { QueryError } from './traceql/tokens';

const DEFAULT_LIMIT = 20;
const MAX_LIMIT = 262_144;
const DEFAULT_SPANS = 3;
const MAX_SPANS = 100;
const NANOSECONDS: Readonly<Record<string, number>> = { ns: 1, us: 1e3, ms: 1e6, s: 1e9, m: 6e10, h: 3.6e12 };

/** A search that passed. */
export interface SearchRequest {
  readonly query: Query;
  /** Neither a query nor tags, or tags: the old search, whose answer has no spans. */
  readonly isOldStyle: boolean;
  /** Null: only what is recent, from 15 minutes to 30 seconds ago. */
  readonly range: Range | null;
  readonly limit: number;
  readonly spansPerSet: number;
  /** Nanoseconds. */
  readonly minDuration: number;
  readonly maxDuration: number;
}

/** Reads the parameters of /api/search in Tempo's order. @throws Refusal */
export function searchRequest(parameters: URLSearchParams, context: Context): SearchRequest {
  const { text, tags } = { text: parameters.get('q') ?? '', tags: parameters.get('tags') ?? '' };
  if (text !== '' && tags !== '')
    throw new Refusal(400, `invalid request: can't specify tags and q in the same query`);
  const minDuration = durationOf(parameters, 'minDuration') ?? 0;
  const maxDuration = durationOf(parameters, 'maxDuration') ?? Number.POSITIVE_INFINITY;
  if (minDuration > maxDuration)
    throw new Refusal(400, 'invalid maxDuration: must be greater than minDuration');
  const limit = countOf(parameters, 'limit') ?? DEFAULT_LIMIT;
  if (limit === 0) throw new Refusal(400, 'invalid limit: must be a positive number');
  const spansPerSet = countOf(parameters, 'spss') ?? DEFAULT_SPANS;
  const range = rangeOf(parameters, context);
  const query = queryOf(text, context);
  refuseOrder(query);
  const most = context.options.maxSearchLimit ?? MAX_LIMIT;
  if (limit > most) throw new Refusal(400, `limit ${limit} exceeds max limit ${most}`);
  if (spansPerSet > MAX_SPANS)
    throw new Refusal(400, `spans per span set exceeds ${MAX_SPANS}. received ${spansPerSet}`);
  return {
    isOldStyle: text === '',
    query: tags === '' ? query : { ...query, condition: conditionOfTags(tags) },
    range,
    limit,
    spansPerSet,
    minDuration,
    maxDuration,
  };
}

/** IDs have no order: the server finds that out when it searches. @throws Refusal */
function refuseOrder({ condition }: Query): void {
  const operator = comparisonsOf(condition).find(
    (each) => each.field.name === 'trace:id' && /[<>]/.test(each.operator),
  )?.operator;
  if (operator === undefined) return;
  throw new Refusal(
    500,
    `error querying live-stores in Querier.SearchRecent: rpc error: code = Unknown desc = Search: creating fetch iter: error creating iterator: operator not supported for IDs: ${operator}\n`,
  );
}

/** A query, in what this server knows of the language. @throws Refusal */
export function queryOf(text: string, { options }: Context, refusal = 'invalid TraceQL query'): Query {
  try {
    return parseQuery(text, { knowsTraceId: options.knowsTraceId ?? true });
  } catch (error) {
    if (error instanceof QueryError) throw new Refusal(400, `${refusal}: ${error.message}`);
    throw error;
  }
}

/** `key=value key="other value"`: all must hold, of the span or its resource. */
function conditionOfTags(tags: string): Condition {
  const pairs = tags.matchAll(/(?<key>[^\s=]+)=(?:"(?<quoted>[^"]*)"|(?<plain>\S*))/g);
  let condition: Condition = { is: 'all' };
  for (const { groups } of pairs) {
    const right: Condition = {
      is: 'compare',
      field: { on: 'any', name: groups?.['key'] ?? '' },
      operator: '=',
      value: groups?.['quoted'] ?? groups?.['plain'] ?? '',
    };
    condition = condition.is === 'all' ? right : { is: 'and', left: condition, right };
  }
  return condition;
}

function countOf(parameters: URLSearchParams, name: string): number | null {
  const text = parameters.get(name) ?? '';
  if (text === '') return null;
  if (!/^\d+$/.test(text))
    throw new Refusal(
      400,
      `invalid ${name}: strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`,
    );
  return Number(text);
}

/** Go's durations, of one unit. */
function durationOf(parameters: URLSearchParams, name: string): number | null {
  const text = parameters.get(name) ?? '';
  if (text === '') return null;
  const [, count, unit = ''] = /^(\d+(?:\.\d+)?)(ns|us|ms|s|m|h)$/.exec(text) ?? [];
  if (count === undefined)
    throw new Refusal(400, `invalid ${name}: time: invalid duration ${JSON.stringify(text)}`);
  return Number(count) * (NANOSECONDS[unit] ?? 1);
}
