import type { DecodeResult, DecodeSteps } from './decode';
import type { DecodeLimits, Decoder, DecodeSink } from './format';
import { FORMATS } from './index';
import { type LinePart, LineRange } from './line-range';

/**
 * Reads a part of an object whose lines can be read by themselves; else as decodeObject does.
 * @param stored the bytes of the object from the one before the part on; it need not end where the part does
 * @throws Error where there is no such format
 */
export async function decodeLines(
  stored: AsyncIterable<Uint8Array>,
  { format, from, to }: LinePart,
  sink: DecodeSink,
  limits: DecodeLimits,
  { afterChunk, brokenOff }: Pick<DecodeSteps, 'afterChunk' | 'brokenOff'> = {},
): Promise<DecodeResult> {
  const found = FORMATS.find(({ id }) => id === format);
  if (found === undefined) throw new Error(`there is no format ${format}`);
  const range = new LineRange(from, to);
  let decoder: Decoder | null = null;
  let bytes = 0;
  const result = (complete: boolean) => ({ storedBytes: bytes, decodedBytes: bytes, format, complete });
  try {
    for await (const chunk of stored) {
      const lines = range.cut(chunk);
      if (range.first !== null && lines.length > 0) {
        decoder ??= found.decoder(sink, limits, range.first);
        decoder.write(lines);
        bytes += lines.length;
        await afterChunk?.(bytes);
      }
      if (range.isOver) break;
    }
  } catch (error) {
    decoder?.end(false);
    brokenOff?.(result(false));
    throw error;
  }
  decoder?.end(true);
  await afterChunk?.(bytes);
  return result(true);
}
