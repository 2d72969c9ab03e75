import { type Answer, json, Refusal, text } from './answer';
import type { Context } from './context';
import { cutRange, type Range } from './range';
import { queryOf } from './search-request';
import type { Part, PartSpan } from './store';
import { matches, valueOf } from './traceql/evaluate';
import { type Aggregate, fieldsOf, type Query } from './traceql/query';

const NANOSECONDS = 1_000_000_000;
const MAX_HOURS = { '2.10': 3, '3.1': 24 } as const;
const HOUR = 3600;
const DEFAULT_STEP = 60;
const FAILURES = {
  'no-generator':
    'error querying generators in Querier.queryRangeRecent: error finding generators: empty ring\n',
  'left-live-stores':
    'error querying live-stores in Querier.queryRangeRecent: rpc error: code = Unknown desc = time range must be within last 20s\n',
} as const;
const WORK = { inspectedBytes: '1', completedJobs: 1, totalJobs: 1 };

type MetricsQuery = Query & { readonly aggregate: Aggregate };
type Group = readonly [label: string, times: readonly number[]];

/** GET /api/metrics/query: one number for each group of spans. @throws Refusal */
export function metricsQuery(parameters: URLSearchParams, context: Context): Answer {
  const { query, range } = metricsRequest(parameters, context);
  const failure = failureOf(context);
  if (failure !== null) return failure;
  const series = groupsOf(query, range, context).map(([label, times]) => ({
    labels: labelsOf(query, label),
    value: query.aggregate.name === 'rate' ? times.length / (range.end - range.start) : times.length,
  }));
  return json({ ...(series.length === 0 ? {} : { series }), metrics: WORK });
}

/** GET /api/metrics/query_range: a number for each step, told at its end; zeros are left out. @throws Refusal */
export function metricsQueryRange(parameters: URLSearchParams, context: Context): Answer {
  const { query, range } = metricsRequest(parameters, context);
  const failure = failureOf(context);
  if (failure !== null) return failure;
  const step = stepOf(parameters);
  const first = Math.floor(range.start / step) * step;
  const count = Math.ceil(range.end / step) - first / step + 1;
  const series = groupsOf(query, { start: first - step, end: first + (count - 1) * step }, context).map(
    ([label, times]) => ({
      labels: labelsOf(query, label),
      samples: Array.from({ length: count }, (_, index) => {
        const end = first + index * step;
        const inside = times.filter((time) => time > end - step && time <= end).length;
        const value = query.aggregate.name === 'rate' ? inside / step : inside;
        return { timestampMs: String(end * 1000), ...(value === 0 ? {} : { value }) };
      }),
    }),
  );
  return json({ ...(series.length === 0 ? {} : { series }), metrics: WORK });
}

function metricsRequest(
  parameters: URLSearchParams,
  context: Context,
): { readonly query: MetricsQuery; readonly range: Range } {
  const { aggregate, ...query } = queryOf(parameters.get('q') ?? parameters.get('query') ?? '', context);
  if (aggregate === null) throw new Refusal(400, 'not a metrics query');
  const end = secondsOf(parameters.get('end')) ?? context.now();
  const start = secondsOf(parameters.get('start')) ?? end - HOUR;
  const range = cutRange({ start, end }, context);
  if (range.end <= range.start) throw new Refusal(400, 'end must be greater than start');
  const hours = MAX_HOURS[context.flavour];
  if (range.end - range.start > hours * HOUR)
    throw new Refusal(400, `metrics query time range exceeds the maximum allowed duration of ${hours}h0m0s`);
  return { query: { ...query, aggregate }, range };
}

function failureOf({ options, flavour }: Context): Answer | null {
  const mode = options.metrics ?? (flavour === '2.10' ? 'no-generator' : 'works');
  return mode === 'works' ? null : text(500, FAILURES[mode]);
}

/**
 * Start times of the spans that fulfil the query, in seconds, by label and in its order. A query that asks for nested
 * sets finds nothing here, although a search finds spans: seen on the recorded server.
 */
function groupsOf(
  { condition, aggregate }: MetricsQuery,
  { start, end }: Range,
  { store }: Context,
): Group[] {
  if (fieldsOf(condition).some(({ name }) => name.startsWith('nestedSet'))) return [];
  const groups = new Map<string, number[]>();
  for (const part of store.pushes.flat()) {
    for (const span of part.spans.filter((each) => matches(condition, part, each))) {
      const time = Number(span.span.startTimeUnixNano) / NANOSECONDS;
      if (time <= start || time > end) continue;
      const label = labelOf(aggregate, part, span);
      const times = groups.get(label) ?? [];
      groups.set(label, [...times, time]);
    }
  }
  return [...groups].sort(([a], [b]) => (a < b ? -1 : 1));
}

/** What `by(...)` makes of a span, as one text. */
function labelOf({ by }: Aggregate, part: Part, span: PartSpan): string {
  return JSON.stringify(by.map((field) => String(valueOf(field, part, span) ?? '')));
}

function labelsOf({ aggregate }: MetricsQuery, label: string): object[] {
  const values: unknown = JSON.parse(label);
  if (aggregate.by.length === 0) return [{ key: '__name__', value: { stringValue: aggregate.name } }];
  return aggregate.by.map(({ on, name }, index) => ({
    key: on === 'intrinsic' || on === 'any' ? name : `${on}.${name}`,
    value: { stringValue: Array.isArray(values) ? String(values[index]) : '' },
  }));
}

/** Seconds or nanoseconds, as the number of digits tells. */
function secondsOf(text: string | null): number | null {
  if (text === null || text === '') return null;
  if (!/^\d+$/.test(text)) throw new Refusal(400, `could not parse time: ${text}`);
  return text.length <= 10 ? Number(text) : Math.floor(Number(text) / NANOSECONDS);
}

function stepOf(parameters: URLSearchParams): number {
  const [, count, unit = 's'] = /^(\d+)([smh]?)$/.exec(parameters.get('step') ?? '') ?? [];
  const seconds = Number(count ?? DEFAULT_STEP) * (unit === 'm' ? 60 : unit === 'h' ? HOUR : 1);
  if (seconds === 0) throw new Refusal(400, 'step must be greater than 0');
  return seconds;
}
