import { z } from 'zod';
import type { Statement } from './statements';

/** What somebody asks of AWS. */
export interface Asked {
  readonly action: string;
  readonly resource: string;
  /** Values of condition keys that come with the request, such as `s3:prefix`. */
  readonly context?: Readonly<Record<string, string>>;
}

const oneOrMore = z.union([z.string().transform((value) => [value]), z.array(z.string())]);
const conditionSchema = z.record(
  z.enum(['StringEquals', 'StringLike', 'ArnEquals']),
  z.record(z.string(), oneOrMore).optional(),
);

/**
 * Whether a role may do what is asked: a statement allows it and none denies it. A condition whose key does not come
 * with the request does not hold. Source: AWS IAM User Guide, policy evaluation logic and condition operators.
 */
export function isAllowed(statements: readonly Statement[], asked: Asked): boolean {
  const fitting = statements.filter((statement) => fits(statement, asked));
  return fitting.some(({ Effect }) => Effect === 'Allow') && !fitting.some(({ Effect }) => Effect === 'Deny');
}

function fits({ Action, Resource = [], Condition }: Statement, { action, resource, context = {} }: Asked) {
  return (
    Action.some((pattern) => matches(pattern, action)) &&
    Resource.some((pattern) => matches(pattern, resource)) &&
    Object.values(conditionSchema.parse(Condition ?? {})).every((keys = {}) =>
      Object.entries(keys).every(([key, patterns]) => {
        const value = context[key];
        return value !== undefined && patterns.some((pattern) => matches(pattern, value));
      }),
    )
  );
}

/** `*` is any text, `?` any character. */
function matches(pattern: string, text: string): boolean {
  const source = pattern.replaceAll(/[.+^${}()|[\]\\]/g, '\\$&');
  return new RegExp(`^${source.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's').test(text);
}
