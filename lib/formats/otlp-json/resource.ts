import { HOST_ATTRIBUTES, type Resource } from '../../model/resources';
import { isObject, listOf, member, objectOrNull, textOrNull } from '../json/values';
import { textOfAnyValue } from './any-value';

/** Attributes as a function from key to text; of a key that stands there twice, the first counts. */
export type Attributes = (key: string) => string | null;

/**
 * The attributes of a list of KeyValue.
 * @throws InvalidField where it is no array of objects with a string as their key and an object as their value
 */
export function attributesOf(field: string, value: unknown): Attributes {
  const values = new Map<string, unknown>();
  for (const element of listOf(field, value)) {
    const attribute = objectOrNull(field, element);
    if (attribute === null) continue;
    const key = textOrNull(`${field}.key`, member(attribute, ['key'])) ?? '';
    const any = objectOrNull(`${field}.value`, member(attribute, ['value']));
    if (!values.has(key)) values.set(key, any);
  }
  return (key) => textOfAnyValue(values.get(key));
}

/**
 * What is kept of a resource.
 * @throws InvalidField where it, its attributes or one of them is of the wrong type
 */
export function resourceOf(value: unknown): Resource {
  const resource = objectOrNull('resource', value);
  const attribute = attributesOf(
    'resource.attributes',
    isObject(resource) ? member(resource, ['attributes']) : null,
  );
  const host = HOST_ATTRIBUTES.map(attribute).find((text) => text !== null && text !== '');
  return {
    service: attribute('service.name'),
    host: host ?? null,
    instance: attribute('service.instance.id'),
    language: attribute('telemetry.sdk.language'),
  };
}
