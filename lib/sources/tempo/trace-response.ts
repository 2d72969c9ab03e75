import { DamagedMessage, WireReader, WireType } from '../../formats/otlp-proto/wire';
import { ObjectError } from '../errors';

/** What Tempo answers for a trace: `tempopb.TraceByIDResponse` (pkg/tempopb/tempo.proto). */
export interface TraceResponse {
  /** The bytes of a `TracesData` of OTLP, in as many pieces as came; empty where there is no such trace. */
  readonly trace: readonly Uint8Array[];
  /** The server says that it gave only a part of the trace. */
  readonly isPartial: boolean;
  /** What it says of that. */
  readonly message: string;
}

/** Field numbers. `metrics`, 2, tells what the request cost the server. */
const Field = { TRACE: 1, STATUS: 3, MESSAGE: 4 } as const;
/** `PartialStatus`: COMPLETE 0, PARTIAL 1. */
const COMPLETE = 0;

/**
 * Reads a TraceByIDResponse, without its spans: those are left to the format.
 * @throws ObjectError where the bytes are no such message
 */
export function readTraceResponse(bytes: Uint8Array): TraceResponse {
  const reader = new WireReader();
  reader.bytes = bytes;
  const trace: Uint8Array[] = [];
  let status: number = COMPLETE;
  let message = '';
  const end = bytes.length;
  try {
    while (reader.position < end) {
      const tag = reader.tag(end);
      const isBytes = (tag & 7) === WireType.BYTES;
      const field = tag >>> 3;
      if (isBytes && (field === Field.TRACE || field === Field.MESSAGE)) {
        const last = reader.bytesEnd(end);
        const content = bytes.subarray(reader.position, last);
        reader.position = last;
        if (field === Field.MESSAGE) message = Buffer.from(content).toString('utf8');
        else if (content.length > 0) trace.push(content);
      } else if (field === Field.STATUS && (tag & 7) === WireType.VARINT) status = reader.varint(end);
      else reader.skip(tag, end);
    }
  } catch (error) {
    if (!(error instanceof DamagedMessage)) throw error;
    throw new ObjectError('unreadable', `the answer is damaged at byte ${error.position}: ${error.message}`, {
      cause: error,
    });
  }
  return { trace, isPartial: status !== COMPLETE, message };
}
