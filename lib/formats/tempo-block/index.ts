import type { BlockFacts } from '../../model/block';
import type { Need } from '../../model/needs';
import type { RandomAccess } from '../../model/random-access';
import type { DecodeResult } from '../decode';
import type { DecodeSink } from '../format';
import type { PageMeter } from './column';
import { RowGroupColumns } from './columns';
import { DamagedParquet } from './damaged';
import { ColumnMemories } from './encodings/page-memory';
import { type Footer, type RowGroup, readFooter } from './footer';
import { type KeepTrace, RowGroupReader } from './row-group';
import { type Leaf, leavesOf } from './schema';
import { TraceIdReader } from './trace-ids';

export type { KeepTrace } from './row-group';

/** What of a block is to be read. */
export interface BlockOptions {
  readonly needs: ReadonlySet<Need>;
  readonly keep: KeepTrace;
  /**
   * Whether traces between two IDs (of 16 bytes, both included) may be wanted: row groups without any are not read.
   * Absent: any may be.
   */
  readonly mayHold?: ((least: Uint8Array, greatest: Uint8Array) => boolean) | undefined;
}

/** What reading a block came to. */
export interface BlockResult extends DecodeResult {
  /** Spans that were passed over because their trace is not wanted. */
  readonly spansSkipped: number;
}

/** However small a file is, so much it may be decoded to; and so many times its size. */
const LEAST_DECODED = 256 << 20;
const MOST_EXPANSION = 64;
/** Of a damaged row group with more traces than this the traces are not named one by one. */
const MOST_NAMED = 50_000;

/**
 * Reads the spans of a Tempo block (vParquet4 or vParquet5) into the sink, row group by row group and page by page;
 * only the columns that are needed are fetched. What is damaged becomes a problem of the sink, with its offset in the
 * stored file: of a damaged row group all traces count as damaged, the others are read. Errors of `file` pass through.
 * @param afterStep awaited after some thousand spans each: the place to hand the batch on, and to hold back
 */
export async function decodeBlock(
  file: RandomAccess,
  facts: BlockFacts,
  sink: DecodeSink,
  options: BlockOptions,
  afterStep: () => Promise<void>,
): Promise<BlockResult> {
  const counted = new CountedFile(file);
  const reading = new BlockReading(counted, facts, sink, options);
  const complete = await reading.read(afterStep);
  return {
    storedBytes: counted.bytesRead,
    decodedBytes: reading.meter.decodedBytes,
    format: `tempo-${facts.format.toLowerCase()}`,
    complete,
    spansSkipped: reading.spansSkipped,
  };
}

/** Counts what is fetched. */
class CountedFile implements RandomAccess {
  bytesRead = 0;
  readonly size: number;
  private readonly file: RandomAccess;

  constructor(file: RandomAccess) {
    this.file = file;
    this.size = file.size;
  }

  read(start: number, end: number, memory?: Uint8Array): Promise<Uint8Array> {
    this.bytesRead += end - start;
    return this.file.read(start, end, memory);
  }
}

/** One block while it is read. */
class BlockReading {
  readonly meter: PageMeter;
  spansSkipped = 0;
  private readonly memories = new ColumnMemories();
  private readonly file: RandomAccess;
  private readonly facts: BlockFacts;
  private readonly sink: DecodeSink;
  private readonly options: BlockOptions;

  constructor(file: RandomAccess, facts: BlockFacts, sink: DecodeSink, options: BlockOptions) {
    this.file = file;
    this.facts = facts;
    this.sink = sink;
    this.options = options;
    const expanded = LEAST_DECODED + file.size * MOST_EXPANSION;
    this.meter = { decodedBytes: 0, mostBytes: expanded, mostEntries: expanded };
  }

  /** @returns false where traces may be missing that cannot be named */
  async read(afterStep: () => Promise<void>): Promise<boolean> {
    const opened = await this.open();
    if (opened === null) return false;
    let isComplete = true;
    for (const rowGroup of opened.footer.rowGroups) {
      if (!this.isWanted(rowGroup)) continue;
      const problem = await this.readRowGroup(rowGroup, opened.leaves, afterStep);
      if (problem !== null && !(await this.nameTraces(rowGroup, opened.leaves))) isComplete = false;
    }
    return isComplete;
  }

  private async open(): Promise<{
    readonly footer: Footer;
    readonly leaves: ReadonlyMap<string, Leaf>;
  } | null> {
    try {
      const footer = await readFooter(this.file, this.facts.footerSize);
      return { footer, leaves: leavesOf(footer.schema) };
    } catch (error) {
      this.tell(error);
      return null;
    }
  }

  private isWanted({ columns }: RowGroup): boolean {
    const { mayHold } = this.options;
    const ids = columns.find(({ path }) => path.length === 1 && path[0] === 'TraceID');
    if (mayHold === undefined || ids === undefined || ids.least === null || ids.greatest === null)
      return true;
    return ids.least.length !== 16 || ids.greatest.length !== 16 || mayHold(ids.least, ids.greatest);
  }

  private async readRowGroup(
    rowGroup: RowGroup,
    leaves: ReadonlyMap<string, Leaf>,
    afterStep: () => Promise<void>,
  ): Promise<DamagedParquet | null> {
    const { sink, options } = this;
    let reader: RowGroupReader | null = null;
    try {
      const columns = new RowGroupColumns(this.file, leaves, rowGroup, this.meter, this.memories);
      reader = new RowGroupReader(columns, this.facts, options.needs, sink, options.keep);
      await columns.prefetch();
      while (await reader.step()) await afterStep();
      return null;
    } catch (error) {
      return this.tell(error);
    } finally {
      this.spansSkipped += reader?.skipped ?? 0;
    }
  }

  /** Of a damaged row group: all its traces have lost something. @returns whether all could be named */
  private async nameTraces(rowGroup: RowGroup, leaves: ReadonlyMap<string, Leaf>): Promise<boolean> {
    if (rowGroup.rows > MOST_NAMED) return false;
    try {
      const columns = new RowGroupColumns(this.file, leaves, rowGroup, this.meter, this.memories);
      const traces = new TraceIdReader(columns, this.sink);
      await traces.read(rowGroup.rows);
      const { ids } = traces;
      for (let at = 0; at < rowGroup.rows * 4; at += 4)
        this.sink.damagedTrace(ids[at]!, ids[at + 1]!, ids[at + 2]!, ids[at + 3]!);
      return true;
    } catch (error) {
      if (!(error instanceof DamagedParquet)) throw error;
      return false;
    }
  }

  /** Tells of damage; any other error passes through. */
  private tell(error: unknown): DamagedParquet {
    if (!(error instanceof DamagedParquet)) throw error;
    this.sink.problem(error.offset, error.reason, error.message);
    return error;
  }
}
