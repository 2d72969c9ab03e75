/** What a query can ask of a span. */
export type Field =
  | { readonly on: 'intrinsic'; readonly name: Intrinsic }
  /** An attribute; `any` is both of the span and of its resource (`.name`). */
  | { readonly on: 'resource' | 'span' | 'any'; readonly name: string };

/** The intrinsics that the stand-in knows; each also in its older or newer spelling, as `name` and `span:name`. */
export const INTRINSICS = [
  'nestedSetLeft',
  'nestedSetRight',
  'nestedSetParent',
  'name',
  'span:name',
  'kind',
  'span:kind',
  'status',
  'span:status',
  'duration',
  'span:duration',
  'span:id',
  'span:parentID',
  'traceDuration',
  'trace:duration',
  'trace:id',
  'rootName',
  'trace:rootName',
  'rootServiceName',
  'trace:rootService',
] as const;
export type Intrinsic = (typeof INTRINSICS)[number];

export type Operator = '=' | '!=' | '=~' | '!~' | '<' | '<=' | '>' | '>=';

/** A text, a number (durations in nanoseconds), a boolean, or nil. */
export type Literal = string | number | boolean | null;

export type Condition =
  | { readonly is: 'all' }
  | { readonly is: 'compare'; readonly field: Field; readonly operator: Operator; readonly value: Literal }
  | { readonly is: 'and' | 'or'; readonly left: Condition; readonly right: Condition }
  | { readonly is: 'not'; readonly of: Condition };

/** `count_over_time()` or `rate()`, with `by(...)`. */
export interface Aggregate {
  readonly name: 'count_over_time' | 'rate';
  readonly by: readonly Field[];
}

export interface Query {
  readonly condition: Condition;
  readonly select: readonly Field[];
  readonly aggregate: Aggregate | null;
  readonly mostRecent: boolean;
}

/** The fields that the conditions ask of, each once, in order. */
export function fieldsOf(condition: Condition): Field[] {
  if (condition.is === 'all') return [];
  if (condition.is === 'compare') return [condition.field];
  if (condition.is === 'not') return fieldsOf(condition.of);
  return [...fieldsOf(condition.left), ...fieldsOf(condition.right)];
}
