import { BLOCK_FORMATS } from '../model/block';
import type { Problem } from '../model/problems';
import type { Window } from '../model/window';
import { type BlockMeta, parseBlockMeta } from './block-meta';
import { ObjectError } from './errors';
import { inOrder } from './in-order';
import type { ListedObject, Listing } from './source';
import type { FoundObject, StoredObject } from './tree';

/** A block that is still there, by its files. */
interface Candidate {
  readonly meta: StoredObject;
  readonly data: StoredObject | null;
}

/** meta.json files that are read at a time. */
const METAS_AT_ONCE = 16;
/** Tempo's have some hundred bytes, and a few thousand with many dedicated columns. */
const MOST_META = 1 << 20;
/** So many are found before they are read. */
const WORTH_READING = 64;
/** Spans are in a block after they ended; clocks that are wrong by more than this are not reckoned with. */
const CLOCK_MARGIN = 3_600_000;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
/** What Tempo keeps beside its blocks, in the tenant's folder or at the top of the bucket. */
const BESIDE_BLOCKS = new Set(['index.json.gz', 'index.pb.zst', 'work.json', 'tempo_cluster_seed.json']);

/**
 * Finds Tempo's blocks among listed objects: `<block uuid>/meta.json`, with data.parquet beside it. A block of which
 * only meta.compacted.json is there was compacted away: its spans are in another one. The other files of blocks, and
 * what Tempo keeps beside them, hold no spans.
 */
export class BlockFinder {
  private readonly range: Window | null;
  private readonly read: (object: StoredObject, signal: AbortSignal) => Promise<Uint8Array>;
  private readonly signal: AbortSignal;
  private folder: { readonly path: string; readonly files: FoundObject[] } | null = null;
  private candidates: Candidate[] = [];
  private readonly beside: FoundObject[] = [];
  /** Folders with blocks in them. */
  private readonly homes = new Set<string>();
  /** Of each folder and format that is not read, how many blocks. */
  private readonly unsupported = new Map<string, { folder: string; format: string; count: number }>();

  constructor(
    range: Window | null,
    read: (object: StoredObject, signal: AbortSignal) => Promise<Uint8Array>,
    signal: AbortSignal,
  ) {
    this.range = range;
    this.read = read;
    this.signal = signal;
  }

  /** Takes objects in the order of the listing; gives those back that belong to no block. */
  take(found: readonly FoundObject[]): FoundObject[] {
    const others: FoundObject[] = [];
    for (const one of found) {
      if (this.folder !== null && this.folder.path !== one.folder) others.push(...this.closeFolder());
      if (UUID.test(baseOf(one.folder))) {
        this.folder ??= { path: one.folder, files: [] };
        this.folder.files.push(one);
      } else if (BESIDE_BLOCKS.has(baseOf(one.object.name))) this.beside.push(one);
      else others.push(one);
    }
    return others;
  }

  /** Blocks that were found so far; none while it is not yet worth asking for their meta.json. */
  async *blocks(): AsyncGenerator<Listing> {
    if (this.candidates.length >= WORTH_READING) yield* this.readMetas();
  }

  /** After the listing: objects that belong to no block after all. */
  rest(): FoundObject[] {
    const others = this.folder === null ? [] : this.closeFolder();
    return [...others, ...this.beside.filter(({ folder }) => !this.isAboveBlocks(folder))];
  }

  /** After the listing: the blocks that are left, and what is said of those that are not read. */
  async *restOfBlocks(): AsyncGenerator<Listing> {
    yield* this.readMetas();
    const problems = [...this.unsupported.values()].map(({ folder, format, count }): Problem => {
      const blocks = count === 1 ? '1 block' : `${count} blocks`;
      const message = `format ${format} is not supported, ${blocks} (read are ${BLOCK_FORMATS.join(' and ')})`;
      return { object: folder, offset: null, reason: 'unsupported-format', message };
    });
    if (problems.length > 0) yield { objects: [], problems };
  }

  private closeFolder(): readonly FoundObject[] {
    const { files = [], path = '' } = this.folder ?? {};
    this.folder = null;
    const file = (name: string) => files.find(({ object }) => baseOf(object.name) === name)?.object ?? null;
    const meta = file('meta.json');
    if (meta === null && file('meta.compacted.json') === null) return files;
    this.homes.add(parentOf(path));
    if (meta !== null && !this.isTooOld(meta)) this.candidates.push({ meta, data: file('data.parquet') });
    return [];
  }

  /** What was stored before the range began holds no span of it: its meta.json need not be asked for. */
  private isTooOld({ modified }: StoredObject): boolean {
    return this.range !== null && modified !== null && modified < this.range.start - CLOCK_MARGIN;
  }

  private isAboveBlocks(folder: string): boolean {
    const path = withoutSlash(folder);
    return [...this.homes].some((home) => path === '' || home === path || home.startsWith(`${path}/`));
  }

  private async *readMetas(): AsyncGenerator<Listing> {
    const { candidates } = this;
    this.candidates = [];
    const objects: ListedObject[] = [];
    const problems: Problem[] = [];
    for await (const found of inOrder(candidates, METAS_AT_ONCE, (candidate) => this.readMeta(candidate))) {
      if (found === null) continue;
      if ('reason' in found) problems.push(found);
      else objects.push(found);
    }
    if (objects.length > 0 || problems.length > 0) yield { objects, problems };
  }

  private async readMeta({ meta, data }: Candidate): Promise<ListedObject | Problem | null> {
    const problem = (reason: Problem['reason'], message: string): Problem => ({
      object: meta.name,
      offset: null,
      reason,
      message,
    });
    if ((meta.size ?? 0) > MOST_META) return problem('too-large', 'the meta.json of the block is too large');
    let parsed: BlockMeta | string;
    try {
      parsed = parseBlockMeta(await this.read(meta, this.signal));
    } catch (error) {
      this.signal.throwIfAborted();
      if (!(error instanceof ObjectError)) throw error;
      // It was compacted since it was listed: then its spans are in a block that is listed when asked again.
      return problem(error.reason, error.message);
    }
    if (typeof parsed === 'string') return problem('invalid-field', parsed);
    const { facts, time } = parsed;
    if (this.range !== null && time !== null && !overlap(time, this.range)) return null;
    if (!BLOCK_FORMATS.includes(facts.format)) return this.countUnsupported(meta, facts.format);
    if (data === null) return problem('gone', 'the block has no data.parquet');
    return { ...data, partition: time, block: facts };
  }

  private countUnsupported(meta: StoredObject, format: string): null {
    const folder = parentOf(parentOf(meta.name));
    const key = `${folder}\0${format}`;
    const entry = this.unsupported.get(key) ?? { folder, format, count: 0 };
    this.unsupported.set(key, { ...entry, count: entry.count + 1 });
    return null;
  }
}

function overlap(one: Window, other: Window): boolean {
  return one.start < other.end && other.start < one.end;
}

function withoutSlash(path: string): string {
  return path.replace(/[/\\]$/, '');
}

function baseOf(path: string): string {
  return withoutSlash(path).replace(/^.*[/\\]/, '');
}

function parentOf(path: string): string {
  return withoutSlash(path).replace(/[/\\]?[^/\\]*$/, '');
}
