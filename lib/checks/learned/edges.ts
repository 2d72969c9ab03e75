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

  /** How many edges there are; their numbers lie below. */
  get size(): number {
    return this.pairs.size;
  }

  /** Counts spans of `to` whose parents are spans of `from`. */
  addCalls(from: number, to: number, count: number): void {
    this.calls.add(this.pairs.number(from, to), count);
  }

  /** Counts CLIENT spans of `from` that call `to` and have no child there. */
  addUnanswered(from: number, to: number, count: number): void {
    this.unanswered.add(this.pairs.number(from, to), count);
  }

  /** Makes the edge known, with no call as yet. */
  declare(from: number, to: number): void {
    this.pairs.number(from, to);
  }

  /** The number of the edge, -1 if there is none. */
  find(from: number, to: number): number {
    return this.pairs.find(from, to);
  }

  /**
   * Who calls each service: pairs of a service and the number of the edge, the one with most calls first, of equal ones
   * the lower number.
   * @param services how many there are
   */
  callers(services: number): { readonly callers: Uint32Array; readonly firstCallers: Uint32Array } {
    const { pairs, calls } = this;
    const edges = Array.from({ length: pairs.size }, (_, edge) => edge).sort(
      (a, b) =>
        pairs.second(a) - pairs.second(b) || calls.at(b) - calls.at(a) || pairs.first(a) - pairs.first(b),
    );
    // Which pair is the first of each service, and behind the last service their number.
    const firstCallers = new Uint32Array(services + 1);
    for (const edge of edges) firstCallers[pairs.second(edge) + 1]!++;
    for (let service = 1; service <= services; service++)
      firstCallers[service]! += firstCallers[service - 1]!;
    return { callers: Uint32Array.from(edges.flatMap((edge) => [pairs.first(edge), edge])), firstCallers };
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
}
