import type { OtlpAttribute } from '../otlp';
import type { Part, PartSpan } from '../store';
import type { Condition, Field, Intrinsic, Literal, Operator } from './query';

const KINDS = ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'];
const STATUSES = ['unset', 'ok', 'error'];

/** What each intrinsic is on a span of a part. Durations are nanoseconds. */
const VALUES: Readonly<Record<Intrinsic, (span: PartSpan, part: Part) => Literal>> = {
  nestedSetLeft: ({ nested }) => nested.left,
  nestedSetRight: ({ nested }) => nested.right,
  nestedSetParent: ({ nested }) => nested.parent,
  name: ({ span }) => span.name,
  'span:name': ({ span }) => span.name,
  kind: kindOf,
  'span:kind': kindOf,
  status: statusOf,
  'span:status': statusOf,
  duration: durationOf,
  'span:duration': durationOf,
  'span:id': ({ span }) => span.spanId,
  'span:parentID': ({ span }) => span.parentSpanId,
  traceDuration: traceDurationOf,
  'trace:duration': traceDurationOf,
  'trace:id': (_, { traceId }) => withoutZeros(traceId),
  rootName: rootNameOf,
  'trace:rootName': rootNameOf,
  rootServiceName: rootServiceOf,
  'trace:rootService': rootServiceOf,
};

function kindOf({ span }: PartSpan): Literal {
  return KINDS[span.kind] ?? null;
}

function statusOf({ span }: PartSpan): Literal {
  return STATUSES[span.status.code] ?? null;
}

function durationOf({ span }: PartSpan): Literal {
  return Number(span.endTimeUnixNano - span.startTimeUnixNano);
}

function traceDurationOf(_: PartSpan, { start, end }: Part): Literal {
  return Number(end - start);
}

function rootNameOf(_: PartSpan, { root }: Part): Literal {
  return root?.span.name ?? '';
}

function rootServiceOf(_: PartSpan, { root }: Part): Literal {
  return root?.service ?? '';
}

/** What a field is on a span of a part; null where there is none. */
export function valueOf(field: Field, part: Part, partSpan: PartSpan): Literal {
  const { span, resource } = partSpan;
  if (field.on === 'intrinsic') return VALUES[field.name](partSpan, part);
  const ofSpan = field.on === 'resource' ? null : attributeValue(span.attributes, field.name);
  return ofSpan ?? (field.on === 'span' ? null : attributeValue(resource.attributes, field.name));
}

/** Whether a span of a part fulfils a condition. */
export function matches(condition: Condition, part: Part, span: PartSpan): boolean {
  if (condition.is === 'all') return true;
  if (condition.is === 'not') return !matches(condition.of, part, span);
  if (condition.is === 'compare') {
    const { field, operator, value } = condition;
    return compare(valueOf(field, part, span), operator, expected(field, value));
  }
  const left = matches(condition.left, part, span);
  return condition.is === 'and'
    ? left && matches(condition.right, part, span)
    : left || matches(condition.right, part, span);
}

/** Leading zeros are cut off what a trace ID is compared with, from expressions too: `0.*` becomes `.*`. */
function expected(field: Field, value: Literal): Literal {
  return field.name === 'trace:id' && typeof value === 'string' ? withoutZeros(value) : value;
}

/** How a value that is there compares with one of the same type. */
const COMPARE: Readonly<Record<Operator, (actual: Present, value: Present) => boolean>> = {
  '=': (actual, value) => actual === value,
  '!=': (actual, value) => actual !== value,
  '=~': (actual, value) => expression(String(value)).test(String(actual)),
  '!~': (actual, value) => !expression(String(value)).test(String(actual)),
  '<': (actual, value) => actual < value,
  '<=': (actual, value) => actual <= value,
  '>': (actual, value) => actual > value,
  '>=': (actual, value) => actual >= value,
};
type Present = Exclude<Literal, null>;

function compare(actual: Literal, operator: Operator, value: Literal): boolean {
  if (value === null) return operator === '=' ? actual === null : actual !== null;
  if (actual === null || typeof actual !== typeof value) return false;
  return COMPARE[operator](actual, value);
}

const compiled = new Map<string, RegExp>();

/** Expressions must match the whole text. */
function expression(text: string): RegExp {
  const known = compiled.get(text) ?? new RegExp(`^(?:${text})$`, 's');
  compiled.set(text, known);
  return known;
}

/** An attribute as a plain value; arrays and what is absent are null. */
export function attributeValue(attributes: readonly OtlpAttribute[], key: string): Literal {
  const value = attributes.find((attribute) => attribute.key === key)?.value;
  if (value === undefined) return null;
  return (
    value.stringValue ??
    value.boolValue ??
    value.doubleValue ??
    (value.intValue === undefined ? null : Number(value.intValue))
  );
}

/** A trace ID as search results and TraceQL have it. */
export function withoutZeros(traceId: string): string {
  return traceId.replace(/^0+/, '');
}
