import { isObject, member } from '../json/values';

/** Members of an AnyValue that hold a scalar (common.proto); bytes come as base64 text. */
const SCALARS = [
  ['stringValue', 'string_value'],
  ['intValue', 'int_value'],
  ['boolValue', 'bool_value'],
  ['doubleValue', 'double_value'],
  ['bytesValue', 'bytes_value'],
] as const;
const ARRAY = ['arrayValue', 'array_value'] as const;

/**
 * The text of an attribute's value: a string as it is, a number or boolean as JSON writes it, bytes as base64, an
 * array as its scalars joined by commas (`host.ip` is one). Null where there is no value, or one of another kind.
 */
export function textOfAnyValue(value: unknown): string | null {
  const scalar = textOfScalar(value);
  if (scalar !== null || !isObject(value)) return scalar;
  const array = member(value, ARRAY);
  const values = isObject(array) ? member(array, ['values']) : null;
  if (!Array.isArray(values)) return null;
  return values.flatMap((element: unknown) => textOfScalar(element) ?? []).join(',');
}

function textOfScalar(value: unknown): string | null {
  if (!isObject(value)) return null;
  for (const keys of SCALARS) {
    const scalar = member(value, keys);
    if (typeof scalar === 'string') return scalar;
    if (typeof scalar === 'number' || typeof scalar === 'bigint' || typeof scalar === 'boolean') {
      return String(scalar);
    }
  }
  return null;
}
