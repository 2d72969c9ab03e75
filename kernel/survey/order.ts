import { recordOf, serviceOf } from '../shared/corpus';
import { AT_END, AT_KIND, AT_PARENT_ID, AT_SPAN_ID, AT_START } from '../shared/record';
import { valueOf } from '../shared/times';

/** Whether the span at row `a` comes before that at row `b`, in the order of lib/checks/order.ts. */
export function isBefore(a: u32, b: u32): bool {
  const recordA = recordOf(a);
  const recordB = recordOf(b);
  const startA = valueAt(recordA, AT_START);
  const startB = valueAt(recordB, AT_START);
  if (startA != startB) return startA < startB;
  const idA = valueAt(recordA, AT_SPAN_ID);
  const idB = valueAt(recordB, AT_SPAN_ID);
  if (idA != idB) return idA < idB;
  const serviceA = serviceOf(a);
  const serviceB = serviceOf(b);
  if (serviceA != serviceB) return serviceA < serviceB;
  const kindA = load<u8>(recordA, AT_KIND);
  const kindB = load<u8>(recordB, AT_KIND);
  if (kindA != kindB) return kindA < kindB;
  const endA = valueAt(recordA, AT_END);
  const endB = valueAt(recordB, AT_END);
  if (endA != endB) return endA < endB;
  return valueAt(recordA, AT_PARENT_ID) < valueAt(recordB, AT_PARENT_ID);
}

/** The value of a field of two words. */
@inline
export function valueAt(record: usize, field: usize): u64 {
  return valueOf(load<u64>(record + field));
}
