/**
 * Walks the outer structure of one zstd frame (RFC 8878, section 3.1.1) without decompressing it: header, blocks,
 * checksum. node:zlib reads one frame and silently drops what follows in the same piece, and older versions do not
 * tell a truncated frame from a whole one; the walk tells both.
 */
export class ZstdFrame {
  /** Whether the frame's last byte was seen. */
  isWhole = false;
  /** A block type that does not exist: the frame is damaged. */
  isDamaged = false;
  private step: 'magic' | 'descriptor' | 'header' | 'block' | 'content' | 'checksum' = 'magic';
  private missing = 4;
  private value = 0;
  private shift = 0;
  private hasChecksum = false;
  private isLastBlock = false;

  /** Walks over `bytes` from `start` on. @returns where the frame ends, or the end of the bytes */
  walk(bytes: Uint8Array, start: number): number {
    let position = start;
    while (!this.isWhole && !this.isDamaged && position < bytes.length) {
      const count = Math.min(this.missing, bytes.length - position);
      for (let index = 0; index < count && this.shift < 24; index++, this.shift += 8) {
        this.value |= bytes[position + index]! << this.shift;
      }
      position += count;
      this.missing -= count;
      while (this.missing === 0 && !this.isWhole && !this.isDamaged) this.next();
    }
    return this.isDamaged ? bytes.length : position;
  }

  private next(): void {
    const { value } = this;
    switch (this.step) {
      case 'magic':
        this.expect('descriptor', 1);
        break;
      case 'descriptor':
        this.hasChecksum = (value & 4) !== 0;
        this.expect('header', headerBytes(value));
        break;
      case 'header':
        this.expect('block', 3);
        break;
      case 'block':
        this.block(value);
        break;
      case 'content':
        if (!this.isLastBlock) this.expect('block', 3);
        else this.expect('checksum', this.hasChecksum ? 4 : 0);
        break;
      case 'checksum':
        this.isWhole = true;
        break;
    }
  }

  private block(header: number): void {
    const type = (header >> 1) & 3;
    this.isLastBlock = (header & 1) === 1;
    this.isDamaged = type === 3;
    // An RLE block (type 1) has one byte of content, whatever size it is unpacked to.
    this.expect('content', type === 1 ? 1 : header >> 3);
  }

  private expect(step: typeof this.step, bytes: number): void {
    this.step = step;
    this.missing = bytes;
    this.value = 0;
    this.shift = 0;
  }
}

/** Bytes of the frame header after its descriptor: window, dictionary ID and content size. */
function headerBytes(descriptor: number): number {
  const isSingleSegment = (descriptor & 0x20) !== 0;
  const dictionary = [0, 1, 2, 4][descriptor & 3]!;
  const contentSize = [isSingleSegment ? 1 : 0, 2, 4, 8][descriptor >> 6]!;
  return (isSingleSegment ? 0 : 1) + dictionary + contentSize;
}
