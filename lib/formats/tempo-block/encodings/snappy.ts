import { EncodingError } from './error';

/**
 * Decompresses a raw snappy block (google/snappy's format_description.txt): the size, then literals and copies of
 * what came before.
 * @param out takes what it decompresses to, which must fill it
 * @throws EncodingError
 */
export function decompressSnappy(bytes: Uint8Array, out: Uint8Array): Uint8Array {
  const size = out.length;
  let at = 0;
  let announced = 0;
  for (let scale = 1; ; scale *= 128) {
    const byte = bytes[at++];
    if (byte === undefined || scale > 2 ** 28) throw new EncodingError('snappy: the size is not to be read');
    announced += (byte & 0x7f) * scale;
    if (byte < 0x80) break;
  }
  if (announced !== size) throw new EncodingError('snappy: it is not of the size that the page announces');
  let done = 0;
  const end = bytes.length;
  while (at < end) {
    const tag = bytes[at++]!;
    if ((tag & 3) === 0) {
      let length = (tag >>> 2) + 1;
      if (length > 60) {
        const extra = length - 60;
        if (at + extra > end) throw new EncodingError('snappy: it ends early');
        length = 0;
        for (let byte = 0; byte < extra; byte++) length += bytes[at + byte]! * 256 ** byte;
        length++;
        at += extra;
      }
      if (length > end - at || length > size - done) throw new EncodingError('snappy: a literal is too long');
      if (length > 32) out.set(bytes.subarray(at, at + length), done);
      else for (let byte = 0; byte < length; byte++) out[done + byte] = bytes[at + byte]!;
      at += length;
      done += length;
      continue;
    }
    let length = (tag >>> 2) + 1;
    let offset: number;
    if ((tag & 3) === 1) {
      if (at + 1 > end) throw new EncodingError('snappy: it ends early');
      length = ((tag >>> 2) & 7) + 4;
      offset = ((tag >>> 5) << 8) | bytes[at]!;
      at += 1;
    } else {
      const width = (tag & 3) === 2 ? 2 : 4;
      if (at + width > end) throw new EncodingError('snappy: it ends early');
      offset = bytes[at]! | (bytes[at + 1]! << 8);
      if (width === 4) offset += bytes[at + 2]! * 2 ** 16 + bytes[at + 3]! * 2 ** 24;
      at += width;
    }
    if (offset === 0 || offset > done || length > size - done)
      throw new EncodingError('snappy: a copy reaches outside');
    // A copy may reach into what it writes itself: byte by byte then.
    if (offset >= length && length > 32) out.copyWithin(done, done - offset, done - offset + length);
    else for (let byte = 0; byte < length; byte++) out[done + byte] = out[done - offset + byte]!;
    done += length;
  }
  if (done !== size) throw new EncodingError('snappy: it ends early');
  return out;
}
