import type { Corpus } from '../../model/corpus';
import { Fact, Kind } from '../../model/span';
import { NumberList, PairIndex } from '../numbers';
import type { DeclaredEdge } from './edges';
import { PeerNames } from './peers';
import { type SpanSurvey, WRAPS_CALL } from './spans';

/** From so many answered calls on, what one caller learned of a peer holds for all callers. */
const ENOUGH_ANSWERED = 3;
/** A peer is one service if it gives at least this share of the answers; otherwise it is a gateway to several. */
const ONE_SERVICE_SHARE = 0.95;
/** Operations with fewer calls are taken together when it is asked whether any was ever answered. */
const ENOUGH_CALLS = 20;

/** The calls that CLIENT spans make, and whom they call. */
export interface Calls {
  /** Rows of the CLIENT spans that nobody answers although it is known who should, ascending. */
  readonly unanswered: Uint32Array;
  /** The service that each of them should have reached. */
  readonly callees: Uint32Array;
  /** Whether calls like an unanswered one (by its index) are ever answered. */
  isEverAnswered(index: number): boolean;
  /** Every pair of services of which one answers calls of the other, and how many; pairs may come again. */
  eachAnswered(visit: (caller: number, callee: number, count: number) => void): void;
  /** Every service whose calls go to callees that are not known, as databases are, and how many; may come again. */
  eachUnknown(visit: (caller: number, count: number) => void): void;
}

/**
 * Learns whom CLIENT spans call. Calls of one caller to one peer under one span name are alike (a span without a
 * peer: by its name alone). The callee of an unanswered call is, in this order: whom the config declares behind its
 * peer; who answers most calls like it; the one service that answers behind that peer when others call; the service
 * that has the peer's host name.
 */
export function learnCalls(corpus: Corpus, survey: SpanSurvey, declared: readonly DeclaredEdge[]): Calls {
  const peers = new PeerNames(corpus, survey.services, declared);
  const targets = new PairIndex(); // (caller, peer)
  const operations = new PairIndex(); // (target, span name)
  const rows = new NumberList();
  const operationOf = new NumberList();
  const answers = new AnswerCounts();
  const { answeredBy } = survey;
  const { kind, name, peer, facts } = corpus.columns;

  for (let row = 0; row < corpus.spanCount; row++) {
    if (kind[row] !== Kind.CLIENT || answeredBy[row] === WRAPS_CALL) continue;
    if ((facts[row]! & Fact.INVALID_TRACE_ID) !== 0) continue;
    const target = targets.number(corpus.service[row]!, peers.identifies(peer[row]!) ? peer[row]! : 0);
    const operation = operations.number(target, name[row]!);
    answers.add(operation, answeredBy[row]! - 1);
    if (answeredBy[row] !== 0) continue;
    rows.push(row);
    operationOf.push(operation);
  }

  const targetAnswered = new NumberList();
  for (let operation = 0; operation < operations.size; operation++) {
    targetAnswered.add(operations.first(operation), answers.answered.at(operation));
  }
  const behindPeer = new PeerAnswers();
  answers.each((operation, callee, count) => {
    const peer = targets.second(operations.first(operation));
    const isSure = answers.isMostlyAnswered(operation) && answers.answered.at(operation) >= ENOUGH_ANSWERED;
    if (peer !== 0 && isSure) behindPeer.add(peer, callee, count);
  });

  const expected = new Int32Array(operations.size);
  for (let operation = 0; operation < operations.size; operation++) {
    const target = operations.first(operation);
    const known = peers.declaredCallee(targets.first(target), targets.second(target));
    if (known >= 0) expected[operation] = known;
    else if (answers.isMostlyAnswered(operation)) expected[operation] = answers.mostFrequent(operation);
    else {
      const alone = behindPeer.onlyService(targets.second(target));
      expected[operation] = alone >= 0 ? alone : peers.serviceNamed(targets.second(target));
    }
  }

  const known = new NumberList();
  const callees = new NumberList();
  const knownOperation = new NumberList();
  for (let index = 0; index < rows.length; index++) {
    const callee = expected[operationOf.at(index)]!;
    if (callee < 0) continue;
    known.push(rows.at(index));
    callees.push(callee);
    knownOperation.push(operationOf.at(index));
  }

  const callerOf = (operation: number) => targets.first(operations.first(operation));
  return {
    unanswered: known.view(),
    callees: callees.view(),
    isEverAnswered(index) {
      const operation = knownOperation.at(index);
      if (answers.answered.at(operation) > 0) return true;
      if (answers.calls.at(operation) >= ENOUGH_CALLS) return false;
      return targetAnswered.at(operations.first(operation)) > 0;
    },
    eachAnswered(visit) {
      answers.each((operation, callee, count) => visit(callerOf(operation), callee, count));
    },
    eachUnknown(visit) {
      expected.forEach((callee, operation) => {
        const count = answers.calls.at(operation) - answers.answered.at(operation);
        if (callee < 0 && count > 0) visit(callerOf(operation), count);
      });
    },
  };
}

/** How often the calls of each operation are made, answered, and by whom. */
class AnswerCounts {
  readonly calls = new NumberList();
  readonly answered = new NumberList();
  private readonly pairs = new PairIndex(); // (operation, callee)
  private readonly counts = new NumberList();
  private best: Int32Array | null = null;

  /** Counts a call; `callee` is -1 if nobody answered. */
  add(operation: number, callee: number): void {
    this.calls.add(operation, 1);
    if (callee < 0) return;
    this.answered.add(operation, 1);
    this.counts.add(this.pairs.number(operation, callee), 1);
  }

  isMostlyAnswered(operation: number): boolean {
    return this.answered.at(operation) * 2 >= this.calls.at(operation);
  }

  /** Who answers most calls of the operation; of equal ones the lower number. -1: nobody. */
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
class PeerAnswers {
  private readonly byPeer = new Map<number, Map<number, number>>();

  add(peer: number, callee: number, count: number): void {
    const counts = this.byPeer.get(peer) ?? new Map<number, number>();
    counts.set(callee, (counts.get(callee) ?? 0) + count);
    this.byPeer.set(peer, counts);
  }

  /** The service behind the peer, -1 if there is none or are several. */
  onlyService(peer: number): number {
    let total = 0;
    let best = -1;
    let most = 0;
    for (const [callee, count] of this.byPeer.get(peer) ?? []) {
      total += count;
      if (count <= most) continue;
      most = count;
      best = callee;
    }
    return most >= total * ONE_SERVICE_SHARE ? best : -1;
  }
}
