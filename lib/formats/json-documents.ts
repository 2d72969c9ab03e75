import { isNativeError } from 'node:util/types';
import type { DecodeLimits, Decoder, DecodeSink } from './format';
import { DocumentFramer } from './json/framing';
import { parseJson, UnreadableJson } from './json/parse';
import { TraceIdSearch } from './json/trace-ids';

/** The value of a document, or what is wrong with it. */
type Parsed =
  | { readonly value: unknown }
  | { readonly reason: 'invalid-json' | 'too-large'; readonly message: string };

/**
 * A decoder for a format whose documents are read as a whole: it cuts the bytes into documents and gives each one's
 * value to `read`, with its offset in the object. Documents that are no JSON are told to the sink, and so are the
 * traces named in them.
 */
export function documentDecoder(
  sink: DecodeSink,
  limits: DecodeLimits,
  read: (value: unknown, offset: number) => void,
): Decoder {
  const search = new TraceIdSearch(sink);
  return new DocumentFramer(limits, {
    document(bytes, start, end, offset) {
      const parsed = parse(bytes, start, end);
      if ('value' in parsed) return read(parsed.value, offset);
      sink.problem(offset, parsed.reason, parsed.message);
      search.search(bytes, start, end);
    },
    tryLine(bytes, start, end, offset) {
      const parsed = parse(bytes, start, end);
      if (!('value' in parsed)) return false;
      read(parsed.value, offset);
      return true;
    },
    problem: (offset, reason, message) => sink.problem(offset, reason, message),
    damaged: (bytes, start, end) => search.search(bytes, start, end),
  });
}

function parse(bytes: Uint8Array, start: number, end: number): Parsed {
  try {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('utf8');
    return { value: parseJson(text) };
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof UnreadableJson) {
      return { reason: 'invalid-json', message: error.message };
    }
    if (isNativeError(error) && 'code' in error && error.code === 'ERR_STRING_TOO_LONG') {
      return { reason: 'too-large', message: 'A document has more text than can be held in one piece' };
    }
    throw error;
  }
}
