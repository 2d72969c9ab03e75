import { MAX_DATA, MAX_REQUEST_BYTES, type MetricPoint } from './limits';

/** Bytes that a request has besides its points: braces, the namespace, and room to spare. */
const ENVELOPE_BYTES = 1024;

/** Points in as few requests as the limits allow, in their order. */
export function batchesOf(points: readonly MetricPoint[]): MetricPoint[][] {
  const batches: MetricPoint[][] = [];
  let bytes = 0;
  for (const point of points) {
    const size = bytesOf(point);
    const last = batches.at(-1);
    if (last === undefined || last.length === MAX_DATA || bytes + size > MAX_REQUEST_BYTES) {
      batches.push([point]);
      bytes = ENVELOPE_BYTES + size;
    } else {
      last.push(point);
      bytes += size;
    }
  }
  return batches;
}

/** What a point takes in a request: the JSON of its API form and a comma. */
export function bytesOf(point: MetricPoint): number {
  return Buffer.byteLength(JSON.stringify(datumOf(point))) + 1;
}

/** A point as the API has it. */
export function datumOf({ name, unit, value, dimensions, time }: MetricPoint) {
  return {
    MetricName: name,
    Unit: unit,
    Value: value,
    Timestamp: new Date(time),
    Dimensions: Object.entries(dimensions).map(([Name, Value]) => ({ Name, Value })),
  };
}
