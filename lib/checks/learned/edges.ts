import type { Edge } from '../../model/corpus';
import { NumberList, PairIndex } from '../numbers';

/** An edge that the config declares, by service names. */
export interface DeclaredEdge {
  readonly from: string;
  readonly to: string;
  /** How the caller's spans name the callee (`orders:8080`); absent or null: any. */
  readonly peer?: string | null | undefined;
}

/** Who calls whom, and how often. */
export class EdgeTable {
  private readonly pairs = new PairIndex();
  private readonly calls = new NumberList();
  private readonly unanswered = new NumberList();
  private byCallee: Map<number, number[]> | null = null;

  /** How many edges there are; their numbers lie below. */
  get size(): number {
    return this.pairs.size;
  }

  /** Counts spans of `to` whose parents are spans of `from`. */
  addCalls(from: number, to: number, count: number): void {
    this.calls.add(this.pairs.number(from, to), count);
  }

  /** Counts a CLIENT span of `from` that calls `to` and has no child there. */
  addUnanswered(from: number, to: number): void {
    this.unanswered.add(this.pairs.number(from, to), 1);
  }

  /** Makes the edge known, with no call as yet. */
  declare(from: number, to: number): void {
    this.pairs.number(from, to);
  }

  /** The number of the edge, -1 if there is none. */
  find(from: number, to: number): number {
    return this.pairs.find(from, to);
  }

  callsOf(from: number, to: number): number {
    const pair = this.pairs.find(from, to);
    return pair < 0 ? 0 : this.calls.at(pair);
  }

  /** Callers of a service: the one with most calls first, of equal ones the lower number. No more edges may follow. */
  callersOf(to: number): readonly number[] {
    this.byCallee ??= this.groupByCallee();
    return this.byCallee.get(to) ?? [];
  }

  /** The services of an edge, by its number. */
  at(edge: number): { readonly from: number; readonly to: number } {
    return { from: this.pairs.first(edge), to: this.pairs.second(edge) };
  }

  /** Every edge, from a service to itself as well, with its calls and its number. */
  each(visit: (from: number, to: number, calls: number, edge: number) => void): void {
    for (let pair = 0; pair < this.pairs.size; pair++) {
      visit(this.pairs.first(pair), this.pairs.second(pair), this.calls.at(pair), pair);
    }
  }

  /** All edges between two services, by their numbers. */
  list(): Edge[] {
    const edges: Edge[] = [];
    for (let pair = 0; pair < this.pairs.size; pair++) {
      const from = this.pairs.first(pair);
      const to = this.pairs.second(pair);
      if (from !== to)
        edges.push({ from, to, calls: this.calls.at(pair), withoutServer: this.unanswered.at(pair) });
    }
    return edges.sort((a, b) => a.from - b.from || a.to - b.to);
  }

  private groupByCallee(): Map<number, number[]> {
    const groups = new Map<number, number[]>();
    for (let pair = 0; pair < this.pairs.size; pair++) {
      const to = this.pairs.second(pair);
      const group = groups.get(to) ?? [];
      group.push(this.pairs.first(pair));
      groups.set(to, group);
    }
    for (const [to, group] of groups) {
      group.sort((a, b) => this.callsOf(b, to) - this.callsOf(a, to) || a - b);
    }
    return groups;
  }
}
