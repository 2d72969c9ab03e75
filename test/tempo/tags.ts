import { type Answer, json } from './answer';
import type { Context } from './context';
import type { OtlpAttribute } from './otlp';
import { rangeOf, recentRange } from './range';
import type { PartSpan } from './store';
import { attributeValue } from './traceql/evaluate';

const NANOSECONDS = 1_000_000_000n;
const METRICS = { inspectedBytes: '1' };
/** What the recorded servers list, whatever they hold. */
const INTRINSICS = [
  'duration',
  'event:name',
  'event:timeSinceStart',
  'instrumentation:name',
  'instrumentation:version',
  'kind',
  'link:spanID',
  'link:traceID',
  'name',
  'rootName',
  'rootServiceName',
  'span:duration',
  'span:id',
  'span:kind',
  'span:name',
  'span:parentID',
  'span:status',
  'span:statusMessage',
  'status',
  'statusMessage',
  'trace:duration',
  'trace:id',
  'trace:rootName',
  'trace:rootService',
  'traceDuration',
];

/** GET /api/v2/search/tags: the keys in use, by scope. @throws Refusal */
export function tags(parameters: URLSearchParams, context: Context): Answer {
  const spans = spansInRange(parameters, context);
  const scopes = [
    { name: 'resource', tags: keysOf(spans.flatMap(({ resource }) => resource.attributes)) },
    { name: 'span', tags: keysOf(spans.flatMap(({ span }) => span.attributes)) },
    {
      name: 'event',
      tags: keysOf(spans.flatMap(({ span }) => span.events.flatMap((event) => event.attributes))),
    },
  ];
  const used = scopes.filter((scope) => scope.tags.length > 0);
  return json({ scopes: [...used, { name: 'intrinsic', tags: INTRINSICS }], metrics: METRICS });
}

/** GET /api/v2/search/tag/{scope.key}/values: the values in use; an absent service name is an empty one. */
export function tagValues(tag: string, parameters: URLSearchParams, context: Context): Answer {
  const key = tag.replace(/^(resource|span)\.|^\./, '');
  const values = new Set<string>();
  for (const { span, resource } of spansInRange(parameters, context)) {
    const ofResource = tag.startsWith('span.') ? null : attributeValue(resource.attributes, key);
    const value = ofResource ?? (tag.startsWith('resource.') ? null : attributeValue(span.attributes, key));
    if (value !== null) values.add(String(value));
    else if (tag === 'resource.service.name') values.add('');
  }
  const tagValues = Array.from(values, (value) => ({ type: 'string', ...(value === '' ? {} : { value }) }));
  return json({ tagValues, metrics: METRICS });
}

function keysOf(attributes: readonly OtlpAttribute[]): string[] {
  return [...new Set(attributes.map(({ key }) => key))].sort();
}

function spansInRange(parameters: URLSearchParams, context: Context): PartSpan[] {
  const { start, end } = rangeOf(parameters, context) ?? recentRange(context);
  const isInside = (part: { readonly start: bigint; readonly end: bigint }) =>
    part.start <= BigInt(end) * NANOSECONDS && part.end >= BigInt(start) * NANOSECONDS;
  return context.store.pushes
    .flat()
    .filter(isInside)
    .flatMap(({ spans }) => spans);
}
