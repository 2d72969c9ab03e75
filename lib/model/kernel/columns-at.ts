import type { SpanColumns } from '../columns';
import type { ColumnPlaces } from './kernels';

/** The columns that every kernel has in its memory. */
export const KERNEL_COLUMNS = [
  'traceId',
  'spanId',
  'parentId',
  'start',
  'end',
  'name',
  'peer',
  'flags',
  'facts',
  'threshold',
  'kind',
] as const;

/** Views of the columns in a kernel's memory. */
export type KernelColumns = Pick<SpanColumns, (typeof KERNEL_COLUMNS)[number]>;

export function columnsAt(places: ColumnPlaces, buffer: ArrayBuffer | SharedArrayBuffer): KernelColumns {
  const rows = places.MAX_ROWS.value;
  return {
    traceId: new Uint32Array(buffer, places.TRACE_ID.value, rows * 4),
    spanId: new Uint32Array(buffer, places.SPAN_ID.value, rows * 2),
    parentId: new Uint32Array(buffer, places.PARENT_ID.value, rows * 2),
    start: new Uint32Array(buffer, places.START.value, rows * 2),
    end: new Uint32Array(buffer, places.END.value, rows * 2),
    name: new Uint32Array(buffer, places.NAME.value, rows),
    peer: new Uint32Array(buffer, places.PEER.value, rows),
    flags: new Uint16Array(buffer, places.FLAGS.value, rows),
    facts: new Uint16Array(buffer, places.FACTS.value, rows),
    threshold: new Uint16Array(buffer, places.THRESHOLD.value, rows),
    kind: new Uint8Array(buffer, places.KIND.value, rows),
  };
}
