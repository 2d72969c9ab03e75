import { InvalidField, isObject, listOf, member, textOrNull } from '../json/values';
import { textOfScalar } from '../span-rows';

/** Tags as a function from key to text; of a key that comes twice, the first counts. */
export type Tags = (key: string) => string | null;

/**
 * The tags of a list of `{key, type, value}`.
 * @throws InvalidField where it is no array of objects with a string as their key
 */
export function tagsOf(field: string, value: unknown): Tags {
  const values = new Map<string, unknown>();
  for (const tag of listOf(field, value)) {
    if (!isObject(tag)) throw new InvalidField(field, 'an array of objects', tag);
    const key = textOrNull(`${field}.key`, member(tag, ['key'])) ?? '';
    if (!values.has(key)) values.set(key, member(tag, ['value']));
  }
  return (key) => textOfScalar(values.get(key));
}

/** The first of some tags that has a text which is not empty. */
export function firstOf(tags: Tags, keys: readonly string[]): string | null {
  for (const key of keys) {
    const text = tags(key);
    if (text !== null && text !== '') return text;
  }
  return null;
}
