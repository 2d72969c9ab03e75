import type { OtlpAttribute } from '../otlp';
import type { Part, PartSpan } from '../store';
import type { Condition, Field, Intrinsic, Literal, Operator } from './query';

const KINDS = ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'];
const STATUSES = ['unset', 'ok', 'error'];

/** What a field is on a span; null where there is none. Durations are nanoseconds. */
export function valueOf(field: Field, part: Part, { span, resource, nested }: PartSpan): Literal {
  switch (field.on) {
    case 'resource':
      return attributeValue(resource.attributes, field.name);
    case 'span':
      return attributeValue(span.attributes, field.name);
    case 'any':
      return attributeValue(span.attributes, field.name) ?? attributeValue(resource.attributes, field.name);
    case 'intrinsic':
      return intrinsicValue(field.name, part, { span, nested });
  }
}

function intrinsicValue(
  name: Intrinsic,
  part: Part,
  { span, nested }: Pick<PartSpan, 'span' | 'nested'>,
): Literal {
  switch (name) {
    case 'nestedSetLeft':
      return nested.left;
    case 'nestedSetRight':
      return nested.right;
    case 'nestedSetParent':
      return nested.parent;
    case 'name':
    case 'span:name':
      return span.name;
    case 'kind':
    case 'span:kind':
      return KINDS[span.kind] ?? null;
    case 'status':
    case 'span:status':
      return STATUSES[span.status.code] ?? null;
    case 'duration':
    case 'span:duration':
      return Number(span.endTimeUnixNano - span.startTimeUnixNano);
    case 'span:id':
      return span.spanId;
    case 'span:parentID':
      return span.parentSpanId;
    case 'traceDuration':
    case 'trace:duration':
      return Number(part.end - part.start);
    case 'trace:id':
      return withoutZeros(part.traceId);
    case 'rootName':
    case 'trace:rootName':
      return part.root?.span.name ?? '';
    case 'rootServiceName':
    case 'trace:rootService':
      return part.root?.service ?? '';
  }
}

/** Whether a span of a part fulfils a condition. */
export function matches(condition: Condition, part: Part, span: PartSpan): boolean {
  switch (condition.is) {
    case 'all':
      return true;
    case 'not':
      return !matches(condition.of, part, span);
    case 'and':
      return matches(condition.left, part, span) && matches(condition.right, part, span);
    case 'or':
      return matches(condition.left, part, span) || matches(condition.right, part, span);
    case 'compare': {
      const { field, operator, value } = condition;
      return compare(valueOf(field, part, span), operator, expected(field, value));
    }
  }
}

/** Leading zeros are cut off what a trace ID is compared with, from expressions too: `0.*` becomes `.*`. */
function expected(field: Field, value: Literal): Literal {
  return field.name === 'trace:id' && typeof value === 'string' ? withoutZeros(value) : value;
}

function compare(actual: Literal, operator: Operator, value: Literal): boolean {
  if (value === null) return operator === '=' ? actual === null : actual !== null;
  if (actual === null || typeof actual !== typeof value) return false;
  switch (operator) {
    case '=':
      return actual === value;
    case '!=':
      return actual !== value;
    case '=~':
      return expression(String(value)).test(String(actual));
    case '!~':
      return !expression(String(value)).test(String(actual));
    case '<':
      return actual < value;
    case '<=':
      return actual <= value;
    case '>':
      return actual > value;
    case '>=':
      return actual >= value;
  }
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
