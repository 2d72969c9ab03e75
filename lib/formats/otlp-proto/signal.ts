import { DamagedMessage, type WireReader, WireType } from './wire';

/** What a group of records is: requests for all three signals have the same shape down to the single record. */
export type Signal = 'spans' | 'logs' | 'metrics';

const SPAN = 1;
const LOG = 2;
const METRIC = 4;

/** By tag: which of the three records have such a field (trace.proto, logs.proto, metrics.proto of OTLP 1.x). */
const RECORDS_WITH = buildTable();

function buildTable(): Uint8Array {
  const { VARINT, FIXED64, BYTES, FIXED32 } = WireType;
  const table = new Uint8Array(17 * 8);
  const allow = (record: number, wireType: number, fields: readonly number[]): void => {
    for (const field of fields) table[field * 8 + wireType]! |= record;
  };
  allow(SPAN, BYTES, [1, 2, 3, 4, 5, 9, 11, 13, 15]);
  allow(SPAN, VARINT, [6, 10, 12, 14]);
  allow(SPAN, FIXED64, [7, 8]);
  allow(SPAN, FIXED32, [16]);
  allow(LOG, BYTES, [3, 5, 6, 9, 10, 12]);
  allow(LOG, VARINT, [2, 7]);
  allow(LOG, FIXED64, [1, 11]);
  allow(LOG, FIXED32, [8]);
  allow(METRIC, BYTES, [1, 2, 3, 5, 7, 9, 10, 11, 12]);
  return table;
}

/**
 * Tells what one record is from the fields that it has. Where these would do for several, it is a span if it begins
 * with IDs of a span's lengths; a metric may have a name of 16 and a description of 8 characters, but a random ID is
 * hardly ever made of printable characters only.
 */
export function signalOf(reader: WireReader, start: number, end: number): Signal {
  let possible = SPAN | LOG | METRIC;
  let hasFields = false;
  let idBytes = 0;
  let isText = false;
  reader.position = start;
  try {
    while (reader.position < end) {
      const tag = reader.tag(end);
      const value = reader.position;
      reader.skip(tag, end);
      const records = RECORDS_WITH[tag] ?? 0;
      if (records !== 0) possible &= records;
      hasFields = true;
      if (tag === 0x0a) {
        reader.position = value;
        const idEnd = reader.bytesEnd(end);
        idBytes = idEnd - reader.position;
        isText = isPrintable(reader.bytes, reader.position, idEnd);
        reader.position = idEnd;
      }
    }
  } catch (error) {
    // The reader of spans says what is wrong with it, and where.
    if (error instanceof DamagedMessage) return 'spans';
    throw error;
  }
  if (!hasFields || possible === 0 || possible === SPAN) return 'spans';
  if ((possible & SPAN) !== 0 && idBytes === 16 && !isText) return 'spans';
  return (possible & METRIC) !== 0 && idBytes > 0 ? 'metrics' : (possible & LOG) !== 0 ? 'logs' : 'spans';
}

function isPrintable(bytes: Uint8Array, start: number, end: number): boolean {
  for (let index = start; index < end; index++) {
    if (bytes[index]! < 0x20 || bytes[index]! > 0x7e) return false;
  }
  return true;
}
