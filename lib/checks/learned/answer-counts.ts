import { NumberList, PairIndex } from '../numbers';

/** How often the calls of each operation are made, answered, and by whom. */
export class AnswerCounts {
  private readonly calls = new NumberList();
  private readonly answered = new NumberList();
  private readonly pairs = new PairIndex(); // (operation, callee)
  private readonly counts = new NumberList();
  private best: Int32Array | null = null;

  /** Counts calls that nobody answers. */
  addUnanswered(operation: number, count: number): void {
    this.calls.add(operation, count);
  }

  addAnswered(operation: number, callee: number, count: number): void {
    this.calls.add(operation, count);
    this.answered.add(operation, count);
    this.counts.add(this.pairs.number(operation, callee), count);
  }

  callsOf(operation: number): number {
    return this.calls.at(operation);
  }

  answeredOf(operation: number): number {
    return this.answered.at(operation);
  }

  isMostlyAnswered(operation: number): boolean {
    return this.answered.at(operation) * 2 >= this.calls.at(operation);
  }

  /** Who answers most calls of the operation; of equal ones the lower number. -1: nobody. No more calls may follow. */
  mostFrequent(operation: number): number {
    this.best ??= this.findBest();
    return this.best[operation]!;
  }

  /** Every operation with each service that answers it, and how often that does. */
  each(visit: (operation: number, callee: number, count: number) => void): void {
    for (let pair = 0; pair < this.pairs.size; pair++) {
      visit(this.pairs.first(pair), this.pairs.second(pair), this.counts.at(pair));
    }
  }

  private findBest(): Int32Array {
    const best = new Int32Array(this.calls.length).fill(-1);
    const most = new Uint32Array(this.calls.length);
    this.each((operation, callee, count) => {
      if (count < most[operation]! || (count === most[operation] && callee > best[operation]!)) return;
      most[operation] = count;
      best[operation] = callee;
    });
    return best;
  }
}

/** Who answers behind each peer, whoever calls. */
export class PeerAnswers {
  private readonly byPeer = new Map<number, Map<number, number>>();

  add(peer: number, callee: number, count: number): void {
    const counts = this.byPeer.get(peer) ?? new Map<number, number>();
    counts.set(callee, (counts.get(callee) ?? 0) + count);
    this.byPeer.set(peer, counts);
  }

  /** The service that gives at least `share` of the answers behind the peer; -1 if there is none. */
  onlyService(peer: number, share: number): number {
    let total = 0;
    let best = -1;
    let most = 0;
    for (const [callee, count] of this.byPeer.get(peer) ?? []) {
      total += count;
      if (count <= most) continue;
      most = count;
      best = callee;
    }
    return most >= total * share ? best : -1;
  }
}
