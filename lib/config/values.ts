import { z } from 'zod';
import { UnitError } from './unit-error';

/**
 * Building blocks of the schema. The message of each issue says what is accepted, to be read after "give";
 * what was found, and where, is added from the file (see issues.ts). The message of an unknown key is the list
 * of known ones.
 */

/** Separates the known keys in the message of an unknown one. */
export const KEY_SEPARATOR = '\n';

/** For a rule over several fields: its message stands for itself, to be read after the field's name. */
export function sentence(error: string) {
  return { error, params: { isSentence: true } };
}

/** A text or number that `parse` reads. */
export function parsed<Value>(parse: (text: string) => Value) {
  return z.unknown().transform((value, context): Value => {
    try {
      if (value === undefined) return parse('');
      return parse(
        typeof value === 'string' || typeof value === 'number'
          ? String(value)
          : (JSON.stringify(value) ?? ''),
      );
    } catch (error) {
      if (!(error instanceof UnitError)) throw error;
      context.addIssue({ code: 'custom', message: error.accepted, input: value });
      return z.NEVER;
    }
  });
}

/** A text that is not empty. */
export function text(accepted: string) {
  return z.string({ error: accepted }).trim().min(1, { error: accepted });
}

/** One of several words. */
export function oneOf<const Words extends readonly [string, ...string[]]>(words: Words) {
  return z.enum(words, { error: `${words.slice(0, -1).join(', ')} or ${words.at(-1)}` });
}

/** The ID of one of the checks that there are. */
export function checkId(knownChecks: readonly string[]) {
  return z.enum(knownChecks, { error: 'the ID of a check (`tracewarden checks` lists them)' });
}

/** Checks as far as a configuration can name them. */
export interface CheckIds {
  /** All: thresholds and exemptions are for any of them. */
  readonly knownChecks: readonly string[];
  /** Those that an audit runs; the others are made where two sources are compared. */
  readonly runnableChecks: readonly string[];
}

/** The ID of a check that an audit is to run. */
export function chosenCheck({ knownChecks, runnableChecks }: CheckIds) {
  return checkId(knownChecks).refine((id) => runnableChecks.includes(id), {
    error: ({ input }) =>
      `${JSON.stringify(input)} compares two sources: tracewarden parity always makes it, and no audit can run it; leave it out`,
    params: { isSentence: true },
  });
}

/** A map with these keys and no others. */
export function mapOf<Shape extends z.core.$ZodLooseShape>(shape: Shape) {
  const keys = Object.keys(shape);
  return z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? keys.join(KEY_SEPARATOR)
        : `a map with the keys ${keys.join(', ')}`,
  });
}

/** A list of such values. */
export function listOf<Item extends z.core.$ZodType>(item: Item, accepted: string) {
  return z.array(item, { error: accepted });
}
