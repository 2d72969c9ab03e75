/** An attribute that a Tempo block keeps in a column of its own. */
export interface DedicatedColumn {
  readonly scope: 'span' | 'resource' | 'event';
  readonly type: 'string' | 'int';
  /** The attribute's key. */
  readonly name: string;
}

/** What the meta.json of a Tempo block says of it; plain data. */
export interface BlockFacts {
  /** `vParquet4`, `vParquet5`, ... */
  readonly format: string;
  /** In the order that numbers the columns. */
  readonly dedicatedColumns: readonly DedicatedColumn[];
  /** Bytes of the parquet footer, 0 where it is not said: only a hint on how much to read first. */
  readonly footerSize: number;
  /** Traces in the block. */
  readonly traces: number;
  /** How often its spans were compacted: 0 as it was first written. */
  readonly compactionLevel: number;
  /** Row groups in the block. */
  readonly rowGroups: number;
}

/** Formats of blocks that can be read. */
export const BLOCK_FORMATS: readonly string[] = ['vParquet4', 'vParquet5'];
