import { end, kind, parentId, service, spanId, start } from '../shared/corpus';
import { valueOf } from '../shared/times';

/** Whether the span at row `a` comes before that at row `b`, in the order of lib/checks/order.ts. */
export function isBefore(a: u32, b: u32): bool {
  const startA = valueAt(start, a);
  const startB = valueAt(start, b);
  if (startA != startB) return startA < startB;
  const idA = valueAt(spanId, a);
  const idB = valueAt(spanId, b);
  if (idA != idB) return idA < idB;
  const serviceA = load<u32>(service + (a << 2));
  const serviceB = load<u32>(service + (b << 2));
  if (serviceA != serviceB) return serviceA < serviceB;
  const kindA = load<u8>(kind + a);
  const kindB = load<u8>(kind + b);
  if (kindA != kindB) return kindA < kindB;
  const endA = valueAt(end, a);
  const endB = valueAt(end, b);
  if (endA != endB) return endA < endB;
  return valueAt(parentId, a) < valueAt(parentId, b);
}

/** The value of a row of a column of two words. */
@inline
export function valueAt(column: usize, row: u32): u64 {
  return valueOf(load<u64>(column + (row << 3)));
}
