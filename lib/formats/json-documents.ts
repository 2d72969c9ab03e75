import { constants } from 'node:buffer';
import type { DecodeLimits, Decoder, DecodeSink } from './format';
import { DocumentFramer } from './json/framing';
import { parseJson, UnreadableJson } from './json/parse';
import { TraceIdSearch } from './json/trace-ids';

/** The value of a document, or what is wrong with it. */
type Parsed = { readonly value: unknown } | { readonly message: string };

/**
 * A decoder for a format whose documents are read as a whole: it cuts the bytes into documents and gives each one's
 * value to `read`, with its offset in the object. Documents that are no JSON are told to the sink, and so are the
 * traces named in them.
 * @param linesFrom as for every decoder
 */
export function documentDecoder(
  sink: DecodeSink,
  limits: DecodeLimits,
  read: (value: unknown, offset: number) => void,
  linesFrom?: number,
): Decoder {
  const search = new TraceIdSearch(sink);
  // What has more bytes than a string may have characters cannot be read as one document.
  const maxDocumentBytes = Math.min(limits.maxDocumentBytes, constants.MAX_STRING_LENGTH);
  return new DocumentFramer(
    { maxDocumentBytes },
    {
      document(bytes, start, end, offset) {
        const parsed = parse(bytes, start, end);
        if ('value' in parsed) return read(parsed.value, offset);
        sink.problem(offset, 'invalid-json', parsed.message);
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
    },
    linesFrom,
  );
}

function parse(bytes: Uint8Array, start: number, end: number): Parsed {
  try {
    const text = Buffer.from(bytes.buffer, bytes.byteOffset + start, end - start).toString('utf8');
    return { value: parseJson(text) };
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof UnreadableJson) return { message: error.message };
    throw error;
  }
}
