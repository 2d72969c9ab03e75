import { createGunzip, createZstdDecompress, type Gunzip, type ZstdDecompress } from 'node:zlib';

/** Bytes of output in one piece: large, because each piece costs a turn of the event loop. */
const CHUNK_SIZE = 512 * 1024;
/** Decoded bytes that wait for the consumer before the engine is paused. */
const HIGH_WATER = 2 * CHUNK_SIZE;

export type Engine = Gunzip | ZstdDecompress;

/** A gzip engine; it reads members that follow each other without a gap as one stream. */
export function gzipEngine(): Engine {
  return createGunzip({ chunkSize: CHUNK_SIZE });
}

/** A zstd engine; it reads one frame. */
export function zstdEngine(): Engine {
  return createZstdDecompress({ chunkSize: CHUNK_SIZE });
}

/**
 * Feeds an engine slice by slice and yields what it decodes. While the consumer works on a piece, the engine
 * works on the next slice in its own thread. A piece is good until the next one is asked for. When a slice turns out to be damaged, what the engine made of that
 * slice is lost (node:zlib drops it) and all of the slices before it has been yielded: so slices should be small.
 * Ends where the compressed data ends, which may be before the slices do: `engine.bytesWritten` tells where.
 * @param nextSlice the next bytes, or null where none are left
 * @throws the engine's error, after all that was decoded before it
 */
export async function* run(
  engine: Engine,
  nextSlice: () => Promise<Uint8Array | null>,
): AsyncGenerator<Uint8Array, void, undefined> {
  const decoded = new Queue(engine);
  let isFree = true;
  let isFinishing = false;
  let fed = 0;
  // An engine that leaves bytes of a slice has come to the end of its data: it must be given no more.
  const isReady = (): boolean =>
    isFree && !isFinishing && !decoded.isOver && decoded.isDrained && engine.bytesWritten === fed;
  try {
    for (;;) {
      if (isReady()) {
        const slice = await nextSlice();
        isFree = false;
        isFinishing = slice === null;
        if (slice === null) engine.end();
        else {
          fed += slice.length;
          engine.write(slice, () => {
            isFree = true;
            decoded.wake();
          });
        }
      }
      const piece = decoded.shift();
      if (piece !== undefined) {
        yield piece;
        free(piece);
      } else if (decoded.failure !== null) throw decoded.failure;
      else if (decoded.isOver) return;
      else if (!isReady()) await decoded.change();
    }
  } finally {
    engine.destroy();
  }
}

/**
 * Frees the memory of a piece at once if the engine has filled all of it, and so writes into it no more: the next
 * piece is then decoded into the same, still cached memory, and no garbage collection is needed to get it back.
 */
function free(piece: Uint8Array): void {
  const { buffer } = piece;
  const isFull = piece.byteOffset + piece.length === buffer.byteLength;
  if (isFull && buffer instanceof ArrayBuffer) buffer.transfer(0);
}

/** What an engine has decoded and nobody has taken yet. Pauses the engine while it is too much. */
class Queue {
  failure: Error | null = null;
  /** Called when something changed. */
  wake: () => void = () => {};
  private readonly engine: Engine;
  private readonly pieces: Uint8Array[] = [];
  private bytes = 0;
  private hasEnded = false;

  constructor(engine: Engine) {
    this.engine = engine;
    engine.on('data', (piece: Uint8Array) => {
      this.pieces.push(piece);
      this.bytes += piece.length;
      if (this.bytes >= HIGH_WATER) engine.pause();
      this.wake();
    });
    engine.on('end', () => {
      this.hasEnded = true;
      this.wake();
    });
    engine.on('error', (error) => {
      this.failure = error;
      this.wake();
    });
  }

  /** Nothing more will come. */
  get isOver(): boolean {
    return this.hasEnded || this.failure !== null;
  }

  /** Whether the engine holds nothing back because it was paused: an error would drop that. */
  get isDrained(): boolean {
    return this.engine.readableLength === 0;
  }

  shift(): Uint8Array | undefined {
    const piece = this.pieces.shift();
    if (piece !== undefined) this.bytes -= piece.length;
    if (this.bytes < HIGH_WATER && this.engine.isPaused()) this.engine.resume();
    return piece;
  }

  /** Waits until the engine did something: more pieces, an end, an error, or a slice taken in. */
  change(): Promise<void> {
    return new Promise((resolve) => {
      this.wake = resolve;
    });
  }
}
