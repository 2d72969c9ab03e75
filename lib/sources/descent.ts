import type { Problem } from '../model/problems';
import { BlockFinder } from './block-finder';
import type { Selection } from './selection';
import type { Listing } from './source';
import type { FlatPage, FoundObject, Level, Tree, TreeFolder } from './tree';

/** So deep the first and the last folders are followed to find out whether there are partition keys. */
const PROBE_DEPTH = 8;

/**
 * Lists what a selection needs of a tree, and no more: level by level, so that partitions outside the range are never
 * listed. A folder that is needed as a whole, or has no partition keys below it, is listed flat where the tree can.
 */
export class Descent<Folder extends TreeFolder> {
  private readonly tree: Tree<Folder>;
  private readonly selection: Selection;
  private readonly signal: AbortSignal;
  private readonly blocks: BlockFinder;

  constructor(tree: Tree<Folder>, selection: Selection, signal: AbortSignal) {
    this.tree = tree;
    this.selection = selection;
    this.signal = signal;
    this.blocks = new BlockFinder(selection.range, (object) => tree.read(object, signal), signal);
  }

  /** Pages of the objects and Tempo blocks under a folder that the selection needs; none of them is empty. */
  async *list(folder: Folder): AsyncGenerator<Listing> {
    for await (const page of this.walk(folder)) {
      yield* this.pageOf(this.blocks.take(page.objects), page.problems);
      yield* this.blocks.blocks();
    }
    yield* this.pageOf(this.blocks.rest(), []);
    yield* this.blocks.restOfBlocks();
  }

  /** All that lies under a folder and may be needed. */
  private async *walk(folder: Folder): AsyncGenerator<FlatPage> {
    if (!this.selection.mayHold(folder.path)) return;
    if (this.tree.flat !== null && this.selection.needsAllOf(folder.path)) {
      yield* this.tree.flat(folder, this.signal);
      return;
    }
    let first = true;
    for await (const level of this.tree.level(folder, this.signal)) {
      if (first && this.tree.flat !== null && (await this.isUnpartitioned(folder, level))) {
        yield* this.tree.flat(folder, this.signal);
        return;
      }
      first = false;
      const objects = level.objects.map((object) => ({ folder: folder.path, object }));
      yield { objects, problems: level.problems };
      for (const below of level.folders) yield* this.walk(below);
    }
  }

  private *pageOf(found: readonly FoundObject[], problems: readonly Problem[]): Generator<Listing> {
    const objects = found
      .map(({ folder, object }) => this.selection.take(object, folder))
      .filter((object) => object !== null);
    if (objects.length > 0 || problems.length > 0) yield { objects, problems };
  }

  /**
   * Whether there seem to be no partition keys under a folder: neither in its path, nor in the folders of this level,
   * nor down the first and the last of them. A wrong guess costs requests only: what is listed is selected all the same.
   */
  private async isUnpartitioned(folder: Folder, level: Level<Folder>): Promise<boolean> {
    if (this.selection.isPartition(folder.path) || level.folders.length === 0) return false;
    if (await this.leadsToPartition(level, 0, PROBE_DEPTH)) return false;
    return level.folders.length === 1 || !(await this.leadsToPartition(level, -1, PROBE_DEPTH));
  }

  private async leadsToPartition(level: Level<Folder>, end: 0 | -1, depth: number): Promise<boolean> {
    if (level.folders.some(({ path }) => this.selection.isPartition(path))) return true;
    const next = level.folders.at(end);
    if (next === undefined) return false;
    // Too deep to tell: level by level is always right.
    if (depth === 0) return true;
    for await (const below of this.tree.level(next, this.signal)) {
      return this.leadsToPartition(below, end, depth - 1);
    }
    return false;
  }
}
