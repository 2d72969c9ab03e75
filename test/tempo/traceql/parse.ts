import { Cursor } from './cursor';
import {
  type Aggregate,
  type Condition,
  type Field,
  INTRINSICS,
  type Literal,
  type Operator,
  type Query,
} from './query';
import { errorAt } from './tokens';

const OPERATORS: readonly Operator[] = ['=', '!=', '=~', '!~', '<', '<=', '>', '>='];
/** Words that stand for texts, as a kind or a status is compared with. */
const WORDS: ReadonlySet<string> = new Set(
  'unspecified internal server client producer consumer ok error unset'.split(' '),
);
const NANOSECONDS: Readonly<Record<string, number>> = { ns: 1, us: 1e3, ms: 1e6, s: 1e9, m: 6e10, h: 3.6e12 };

/** What an older server does not know. */
export interface Dialect {
  readonly knowsTraceId: boolean;
}

/**
 * A query of one spanset filter, with `select`, `count_over_time`, `rate` and `with(most_recent=true)`; an empty text
 * is `{}`.
 * @throws QueryError
 */
export function parseQuery(text: string, dialect: Dialect): Query {
  const cursor = new Cursor(text.trim() === '' ? '{}' : text);
  cursor.sign('{');
  const condition: Condition = cursor.isSign('}') ? { is: 'all' } : either(cursor, dialect);
  cursor.sign('}');
  let select: Field[] = [];
  let aggregate: Aggregate | null = null;
  while (cursor.takeSign('|')) {
    const stage = cursor.next();
    if (stage.text === 'select') select = fieldList(cursor, dialect);
    else if (stage.text === 'count_over_time' || stage.text === 'rate')
      aggregate = aggregateOf(stage.text, cursor, dialect);
    else throw cursor.unexpected(stage);
  }
  const mostRecent = cursor.takeWord('with') && hint(cursor);
  cursor.end();
  return { condition, select, aggregate, mostRecent };
}

function aggregateOf(name: Aggregate['name'], cursor: Cursor, dialect: Dialect): Aggregate {
  cursor.sign('(');
  cursor.sign(')');
  return { name, by: cursor.takeWord('by') ? fieldList(cursor, dialect) : [] };
}

/** `(most_recent=true)`; any other hint has no effect. */
function hint(cursor: Cursor): boolean {
  cursor.sign('(');
  const name = cursor.next().text;
  cursor.sign('=');
  const value = cursor.next().text;
  cursor.sign(')');
  return name === 'most_recent' && value === 'true';
}

function fieldList(cursor: Cursor, dialect: Dialect): Field[] {
  const fields: Field[] = [];
  cursor.sign('(');
  do fields.push(field(cursor, dialect));
  while (cursor.takeSign(','));
  cursor.sign(')');
  return fields;
}

function either(cursor: Cursor, dialect: Dialect): Condition {
  let left = both(cursor, dialect);
  while (cursor.takeSign('||')) left = { is: 'or', left, right: both(cursor, dialect) };
  return left;
}

function both(cursor: Cursor, dialect: Dialect): Condition {
  let left = single(cursor, dialect);
  while (cursor.takeSign('&&')) left = { is: 'and', left, right: single(cursor, dialect) };
  return left;
}

function single(cursor: Cursor, dialect: Dialect): Condition {
  if (cursor.takeSign('!')) return { is: 'not', of: single(cursor, dialect) };
  if (cursor.takeSign('(')) {
    const inner = either(cursor, dialect);
    cursor.sign(')');
    return inner;
  }
  if (cursor.takeWord('true')) return { is: 'all' };
  return comparison(cursor, dialect);
}

function comparison(cursor: Cursor, dialect: Dialect): Condition {
  const asked = field(cursor, dialect);
  const sign = cursor.next();
  const operator = OPERATORS.find((known) => known === sign.text);
  if (operator === undefined) throw cursor.unexpected(sign);
  return { is: 'compare', field: asked, operator, value: literal(cursor) };
}

function field(cursor: Cursor, { knowsTraceId }: Dialect): Field {
  const word = cursor.next();
  const unknown = errorAt(word.column, `unknown identifier: ${word.text}`);
  if (word.kind !== 'word') throw cursor.unexpected(word);
  if (!knowsTraceId && word.text === 'trace:id') throw unknown;
  const intrinsic = INTRINSICS.find((known) => known === word.text);
  if (intrinsic !== undefined) return { on: 'intrinsic', name: intrinsic };
  if (word.text.startsWith('.')) return { on: 'any', name: word.text.slice(1) };
  const scoped = /^(resource|span)\.(.+)$/.exec(word.text);
  const [, scope, name] = scoped ?? [];
  if (scope === undefined || name === undefined) throw unknown;
  return { on: scope === 'resource' ? 'resource' : 'span', name };
}

function literal(cursor: Cursor): Literal {
  const isNegative = cursor.takeSign('-');
  const token = cursor.next();
  if (token.kind === 'number') return numberOf(token.text) * (isNegative ? -1 : 1);
  if (token.kind === 'string')
    return token.text.startsWith('`') ? token.text.slice(1, -1) : unquoted(token.text);
  if (token.text === 'nil') return null;
  if (token.text === 'true' || token.text === 'false') return token.text === 'true';
  if (WORDS.has(token.text)) return token.text;
  throw token.kind === 'word'
    ? errorAt(token.column, `unknown identifier: ${token.text}`)
    : cursor.unexpected(token);
}

function numberOf(text: string): number {
  const unit = /[a-z]+$/.exec(text)?.[0] ?? '';
  return Number(text.slice(0, text.length - unit.length)) * (NANOSECONDS[unit] ?? 1);
}

function unquoted(text: string): string {
  return text.slice(1, -1).replaceAll(/\\(.)/g, '$1');
}
