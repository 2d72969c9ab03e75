import type { Field, Intrinsic, Literal, Operator } from './query';
import { QueryError } from './tokens';

/** Numbers among the intrinsics; the others are texts, kinds and statuses. */
const NUMBERS: ReadonlySet<Intrinsic> = new Set<Intrinsic>([
  'nestedSetLeft',
  'nestedSetRight',
  'nestedSetParent',
  'duration',
  'span:duration',
  'traceDuration',
  'trace:duration',
]);
/** How messages call intrinsics that have two names. */
const OLD_NAMES: Readonly<Partial<Record<Intrinsic, string>>> = {
  'trace:rootService': 'rootServiceName',
  'trace:rootName': 'rootName',
};

/** What Tempo refuses of a comparison that its grammar allows, in its words. @throws QueryError */
export function validate(field: Field, operator: Operator, value: Literal): void {
  if (value === null) refuseNil(field, operator);
  if (field.on === 'intrinsic' && value !== null && typeof value !== typeOf(field.name)) {
    const shown = typeof value === 'string' ? `\`${value}\`` : String(value);
    throw new QueryError(
      `binary operations must operate on the same type: ${field.name} ${operator} ${shown}`,
    );
  }
  if (operator.endsWith('~') && typeof value === 'string' && !isExpression(value))
    throw new QueryError(`invalid regex: \`${value}\``);
}

/** Whether a text is a regular expression that both Go and JavaScript read. */
function isExpression(text: string): boolean {
  try {
    return new RegExp(text) instanceof RegExp;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

function refuseNil(field: Field, operator: Operator): void {
  if (field.on === 'intrinsic')
    throw new QueryError(
      `${OLD_NAMES[field.name] ?? field.name}${operator}nil is not valid because intrinsics cannot be nil`,
    );
  if (field.on === 'resource' && field.name === 'service.name')
    throw new QueryError(
      `resource.service.name${operator}nil is not valid because resource.service.name cannot be nil`,
    );
}

function typeOf(name: Intrinsic): 'number' | 'string' {
  return NUMBERS.has(name) ? 'number' : 'string';
}
