import { compareSpans } from '../../checks/order';
import type { Corpus } from '../../model/corpus';
import { MISSING_PARENT, NO_PARENT } from '../../model/span';
import { hexOfWords } from '../../model/words';

/** What stands in a tree, by the number of its row in the corpus. */
export type TreeNode =
  | { readonly type: 'span'; readonly depth: number; readonly row: number }
  /** A missing parent; `rows` are the spans that name it, the earliest first. */
  | { readonly type: 'missing'; readonly depth: number; readonly rows: readonly number[] }
  /** A span that stands above already. */
  | { readonly type: 'again'; readonly depth: number; readonly row: number };

/**
 * The spans of a corpus of one trace as trees, depth first: those of the roots, then those below missing parents,
 * then circles, each entered at its earliest span. Children by their start. Every span stands in it once. Linear, and
 * without recursion: a chain may be as deep as there are spans.
 * @param inCycles rows of spans that are their own ancestors
 */
export function treesOf(corpus: Corpus, inCycles: readonly number[]): TreeNode[] {
  const ordered = Array.from({ length: corpus.spanCount }, (_, row) => row).sort((a, b) =>
    compareSpans(corpus, a, b),
  );
  const children = childrenOf(corpus, ordered);
  const walker = new Walker(children, corpus.spanCount);
  for (const row of ordered) {
    if (corpus.parent[row] === NO_PARENT) walker.walk(row, 0);
  }
  for (const rows of orphansByParent(corpus, ordered)) {
    walker.nodes.push({ type: 'missing', depth: 0, rows });
    for (const row of rows) walker.walk(row, 1);
  }
  const isInCycle = new Set(inCycles);
  for (const row of ordered) {
    if (isInCycle.has(row)) walker.walk(row, 0);
  }
  return walker.nodes;
}

/** Walks down from spans, over each of them once. */
class Walker {
  readonly nodes: TreeNode[] = [];
  private readonly children: readonly (readonly number[] | undefined)[];
  private readonly visited: Uint8Array;

  constructor(children: readonly (readonly number[] | undefined)[], spans: number) {
    this.children = children;
    this.visited = new Uint8Array(spans);
  }

  /** Adds the tree below `top`, unless it stands there already. */
  walk(top: number, depth: number): void {
    if (this.visited[top] === 1) return;
    const stack = [{ row: top, depth }];
    for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
      if (this.visited[next.row] === 1) {
        this.nodes.push({ type: 'again', ...next });
        continue;
      }
      this.visited[next.row] = 1;
      this.nodes.push({ type: 'span', ...next });
      const below = this.children[next.row] ?? [];
      for (const row of below.toReversed()) stack.push({ row, depth: next.depth + 1 });
    }
  }
}

function childrenOf({ parent }: Corpus, ordered: readonly number[]): (number[] | undefined)[] {
  const children: (number[] | undefined)[] = [];
  for (const row of ordered) {
    const above = parent[row]!;
    if (above < 0) continue;
    const siblings = children[above];
    if (siblings === undefined) children[above] = [row];
    else siblings.push(row);
  }
  return children;
}

function orphansByParent({ parent, spans }: Corpus, ordered: readonly number[]): Iterable<number[]> {
  const groups = new Map<string, number[]>();
  for (const row of ordered) {
    if (parent[row] !== MISSING_PARENT) continue;
    const id = hexOfWords(spans.words, spans.parentId(row), 2);
    const group = groups.get(id);
    if (group === undefined) groups.set(id, [row]);
    else group.push(row);
  }
  return groups.values();
}
