import type { Corpus } from '../../model/corpus';
import { CELL_WORDS, UNANSWERED_WORDS } from '../kernel/survey-kernel';
import { joined, NumberList } from '../numbers';
import { AnswerCounts, PeerAnswers } from './answer-counts';
import type { DeclaredEdge } from './edges';
import { Operations } from './operations';
import { PeerNames } from './peers';
import type { SpanSurvey } from './span-survey';

/** From so many answered calls on, what one caller learned of a peer holds for all callers. */
const ENOUGH_ANSWERED = 3;
/** A peer is one service if it gives at least this share of the answers; otherwise it is a gateway to several. */
const ONE_SERVICE_SHARE = 0.95;
/** Operations with fewer calls are taken together when it is asked whether any was ever answered. */
const ENOUGH_CALLS = 20;

/** What is known of calls that are alike (operations.ts). */
export interface Operation {
  /** Service numbers. The callee is the one that those should have reached that nobody answers; -1: not known. */
  readonly caller: number;
  readonly callee: number;
  /** How many of them nobody answers. */
  readonly unanswered: number;
  /** Whether any is answered; where there are few of them, of all calls to the peer. */
  readonly isEverAnswered: boolean;
}

/** The calls that CLIENT spans make, and whom they call. */
export interface Calls {
  readonly operations: readonly Operation[];
  /** Rows of the CLIENT spans that nobody answers although it is known who should, ascending. */
  readonly unanswered: Uint32Array;
  /** Of each of them the number of its operation. */
  readonly operationOf: Uint32Array;
  /** The service that each of them should have reached. */
  readonly callees: Uint32Array;
  /** Fact bits of an unanswered call's span, and its sampling threshold as in the column. */
  factsOf(index: number): number;
  thresholdOf(index: number): number;
  /** Every pair of services of which one answers calls of the other, and how many; pairs may come again. */
  eachAnswered(visit: (caller: number, callee: number, count: number) => void): void;
}

/**
 * Learns whom CLIENT spans call. Calls of one caller to one peer under one span name are alike (a span without a
 * peer: by its name alone). The callee of an unanswered call is, in this order: whom the config declares behind its
 * peer; who answers most calls like it; the one service that answers behind that peer when others call; the service
 * that has the peer's host name.
 */
export function learnCalls(corpus: Corpus, survey: SpanSurvey, declared: readonly DeclaredEdge[]): Calls {
  const peers = new PeerNames(corpus, survey.services, declared);
  const operations = new Operations();
  const answers = new AnswerCounts();
  const numbered = survey.ranges.map(({ operations: cells }) =>
    countOperations(cells, operations, answers, peers),
  );
  const callees = expectedCallees(operations, answers, peers);
  const known = survey.ranges.map(({ unanswered }, range) =>
    knownCalls(unanswered, numbered[range]!, callees),
  );
  const { rows, operations: operationOf, marks } = inOrder(known);
  return {
    operations: describeOperations(operations, answers, callees),
    unanswered: rows,
    operationOf,
    callees: operationOf.map((operation) => callees[operation]!),
    factsOf: (index) => marks[index]! >>> 16,
    thresholdOf: (index) => marks[index]! & 0xffff,
    eachAnswered(visit) {
      answers.each((operation, callee, count) => visit(operations.caller(operation), callee, count));
    },
  };
}

/** @param callees as expectedCallees gives them */
function describeOperations(operations: Operations, answers: AnswerCounts, callees: Int32Array): Operation[] {
  const targetAnswered = new NumberList();
  for (let operation = 0; operation < operations.size; operation++) {
    targetAnswered.add(operations.target(operation), answers.answeredOf(operation));
  }
  return Array.from(callees, (callee, operation) => {
    const calls = answers.callsOf(operation);
    const answered = answers.answeredOf(operation);
    const isRare = calls < ENOUGH_CALLS;
    return {
      caller: operations.caller(operation),
      callee,
      unanswered: calls - answered,
      isEverAnswered: answered > 0 || (isRare && targetAnswered.at(operations.target(operation)) > 0),
    };
  });
}

/** Unanswered calls by row, and the operation of each. */
interface KnownCalls {
  readonly rows: Uint32Array;
  readonly operations: Uint32Array;
  /** Facts and threshold of each. */
  readonly marks: Uint32Array;
}

/**
 * The unanswered calls of which it is known who should have answered.
 * @param unanswered as the kernel lists them
 * @param numbers the operation of each cell
 */
function knownCalls(unanswered: Uint32Array, numbers: Uint32Array, callees: Int32Array): KnownCalls {
  const room = unanswered.length / UNANSWERED_WORDS;
  const rows = new Uint32Array(room);
  const operations = new Uint32Array(room);
  const marks = new Uint32Array(room);
  let count = 0;
  for (let at = 0; at < unanswered.length; at += UNANSWERED_WORDS) {
    const operation = numbers[unanswered[at + 1]!]!;
    if (callees[operation]! < 0) continue;
    rows[count] = unanswered[at]!;
    operations[count] = operation;
    marks[count++] = unanswered[at + 2]!;
  }
  return {
    rows: rows.subarray(0, count),
    operations: operations.subarray(0, count),
    marks: marks.subarray(0, count),
  };
}

/** Calls of all ranges as one, by row: as they stand, unless some traces were gone over last. */
function inOrder(ranges: readonly KnownCalls[]): KnownCalls {
  const rows = joined(ranges.map((range) => range.rows));
  const operations = joined(ranges.map((range) => range.operations));
  const marks = joined(ranges.map((range) => range.marks));
  const seams = ranges.flatMap((range) =>
    range.rows.length === 0 ? [] : [range.rows[0]!, range.rows.at(-1)!],
  );
  if (seams.every((row, index) => index === 0 || seams[index - 1]! <= row))
    return { rows, operations, marks };
  const order = Uint32Array.from(rows.keys()).sort((a, b) => rows[a]! - rows[b]!);
  const sorted = (list: Uint32Array) => order.map((at) => list[at]!);
  return { rows: sorted(rows), operations: sorted(operations), marks: sorted(marks) };
}

/** Counts what the kernel counted by peers as they were written. @returns the operation of each cell */
function countOperations(
  cells: Uint32Array,
  operations: Operations,
  answers: AnswerCounts,
  peers: PeerNames,
): Uint32Array {
  const numbers = new Uint32Array(cells.length / CELL_WORDS);
  for (let cell = 0; cell < numbers.length; cell++) {
    const at = cell * CELL_WORDS;
    const peer = cells[at + 1]!;
    const answer = cells[at + 3]!;
    const count = cells[at + 4]!;
    const operation = operations.number(cells[at]!, peers.identifies(peer) ? peer : 0, cells[at + 2]!);
    numbers[cell] = operation;
    if (answer === 0) answers.addUnanswered(operation, count);
    else answers.addAnswered(operation, answer - 1, count);
  }
  return numbers;
}

/** Whom the unanswered calls of each operation should have reached; -1 where nothing tells. */
function expectedCallees(operations: Operations, answers: AnswerCounts, peers: PeerNames): Int32Array {
  const behindPeer = new PeerAnswers();
  answers.each((operation, callee, count) => {
    const peer = operations.peer(operation);
    const isSure = answers.isMostlyAnswered(operation) && answers.answeredOf(operation) >= ENOUGH_ANSWERED;
    if (peer !== 0 && isSure) behindPeer.add(peer, callee, count);
  });

  function expected(operation: number): number {
    const peer = operations.peer(operation);
    const declared = peers.declaredCallee(operations.caller(operation), peer);
    if (declared >= 0) return declared;
    if (answers.isMostlyAnswered(operation)) return answers.mostFrequent(operation);
    const alone = behindPeer.onlyService(peer, ONE_SERVICE_SHARE);
    return alone >= 0 ? alone : peers.serviceNamed(peer);
  }

  return Int32Array.from({ length: operations.size }, (_, operation) => expected(operation));
}
