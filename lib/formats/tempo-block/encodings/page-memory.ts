/** What of a page needs more bytes, or words, gets memory of its own: pages of Tempo take about a megabyte. */
const MOST_OF_PAGE = 4 << 20;
/** The same of a dictionary, which has every text of a column that ever differs: URLs, for instance. */
const MOST_OF_DICTIONARY = 32 << 20;

/**
 * Memory for what the pages of one column are decoded to, one after the other: fresh memory costs more than the work
 * that is done in it. What it gives holds what was there before, and is good until the same is asked for again.
 */
export class PageMemory {
  private readonly mostKept: number;
  private readonly bytes = { body: NO_BYTES, repetition: NO_BYTES, definition: NO_BYTES };
  private readonly words = { numbers: NO_WORDS, starts: NO_WORDS, ends: NO_WORDS };

  constructor(mostKept = MOST_OF_PAGE) {
    this.mostKept = mostKept;
  }

  /** For the decompressed body of a page, or its levels. */
  bytesFor(use: 'body' | 'repetition' | 'definition', length: number): Uint8Array {
    const kept = this.bytes[use];
    if (length <= kept.length) return kept.subarray(0, length);
    const fresh = new Uint8Array(length);
    if (length <= this.mostKept) this.bytes[use] = fresh;
    return fresh;
  }

  /** For numbers, for the places of values in a dictionary, or for where values begin and end. */
  wordsFor(use: 'numbers' | 'starts' | 'ends', length: number): Uint32Array {
    const kept = this.words[use];
    if (length <= kept.length) return kept.subarray(0, length);
    const fresh = new Uint32Array(length);
    if (length <= this.mostKept) this.words[use] = fresh;
    return fresh;
  }
}

/** Memory for one column: its pages come and go, while its dictionary stays. */
export interface ColumnMemory {
  readonly pages: PageMemory;
  readonly dictionary: PageMemory;
}

export function newColumnMemory(): ColumnMemory {
  return { pages: new PageMemory(), dictionary: new PageMemory(MOST_OF_DICTIONARY) };
}

/** Memories of columns by their paths: those of one row group are used for the next. */
export class ColumnMemories {
  private readonly memories = new Map<string, { readonly all: ColumnMemory[]; used: number }>();

  /** A row group begins: nothing of the one before is looked at any more. */
  begin(): void {
    for (const memory of this.memories.values()) memory.used = 0;
  }

  /** One that nobody else has since then. */
  of(path: string): ColumnMemory {
    const memory = this.memories.get(path) ?? { all: [], used: 0 };
    this.memories.set(path, memory);
    const found = memory.all[memory.used] ?? newColumnMemory();
    memory.all[memory.used++] = found;
    return found;
  }
}

const NO_BYTES: Uint8Array = new Uint8Array(0);
const NO_WORDS: Uint32Array = new Uint32Array(0);
