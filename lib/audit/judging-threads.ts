import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from 'node:worker_threads';
import { SURVEY_KERNEL } from '../checks/kernel/survey-kernel';
import { Survey } from '../checks/learned/survey';
import { assembleBy, type TraceCounts } from '../model/assemble';
import type { Corpus } from '../model/corpus';
import { sortRows } from '../model/kernel/sorted-rows';
import { TABLE_KERNEL } from '../model/kernel/table-kernel';
import type { Judgeable } from '../model/states';
import { SpanTable } from '../model/table';
import type { Team, Teamwork } from '../model/team';
import {
  type JudgedRange,
  type JudgingAnswer,
  JudgingWord,
  type JudgingWork,
  judgeRange,
  type NextWork,
} from './judging-work';
import type { ReadProgress } from './read-options';

const { GIVEN, DONE } = JudgingWord;

/** What judging comes to: of each range, and the survey that all of them are parts of. */
interface JudgedTogether extends Teamwork {
  readonly outcomes: readonly JudgedRange[];
  readonly survey: Survey;
}

/** Spans below which a thread to judge them with costs what it saves: it takes 30 ms to start. */
const WORTH_THREADS = 500_000;

/** Spans below which it takes longer to ask another thread than to judge them. */
const WORTH_ASKING = 8192;

/** Spans that this thread has gone over when another one begins: it has to wake up, and runs its code for the first time. */
const HEAD_START = 65_536;

/**
 * One table, and threads that judge it beside this one: those that read, where there are any, else they start while
 * objects are read. Whoever is not ready when judging begins is not waited for.
 */
export class JudgingThreads {
  readonly table = new SpanTable();
  private readonly wanted: number | null;
  private readonly threads: JudgingThread[] = [];

  /** @param wanted threads at most, this one among them; null: as many as there are processors */
  constructor(wanted: number | null) {
    this.wanted = wanted;
  }

  /** How many would judge now, this thread among them. */
  get size(): number {
    return this.ready.length + 1;
  }

  /**
   * Starts the threads when half of all is read, where they are worth it.
   * @param bytes stored bytes that there are to read; null: not known
   */
  startInTime({ bytesRead, spansKept }: ReadProgress, bytes: number | null): void {
    if (this.threads.length > 0 || bytes === null || bytesRead * 2 < bytes) return;
    if (spansKept * 2 < WORTH_THREADS) return;
    this.start((this.wanted ?? availableParallelism()) - 1);
  }

  /** Starts so many threads. */
  start(count: number): void {
    for (let started = 0; started < count; started++) {
      const place = this.hire();
      const { setup } = place;
      const worker = new Worker(join(__dirname, 'judging-worker.js'), {
        workerData: setup,
        transferList: [setup.port],
      });
      worker.unref();
      place.take(worker);
    }
  }

  /** Makes a place for a thread, which may be reading now. */
  hire(): NextWork {
    const { port1, port2 } = new MessageChannel();
    const counters = new Int32Array(new SharedArrayBuffer(8));
    const kernels = { table: TABLE_KERNEL.compiled, survey: SURVEY_KERNEL.compiled };
    return {
      setup: { port: port2, memory: this.table.memory.shared, kernels, counters },
      take: (worker) => {
        this.threads.push(new JudgingThread(worker, port1, counters));
      },
    };
  }

  /** Sorts the spans into traces, and goes over each trace while it is at hand. To be done once. */
  assemble(
    rules: Judgeable,
    rawIds: ReadonlyMap<string, string>,
  ): { readonly corpus: Corpus; readonly counts: TraceCounts; readonly survey: Survey } {
    const { corpus, counts, parts, work } = assembleBy(this.team(), this.table, rules, rawIds);
    const { survey, outcomes } = work;
    survey.take(
      parts,
      outcomes.map(({ surveyed }) => surveyed),
    );
    return { corpus, counts, survey };
  }

  /** Ends the threads. */
  async close(): Promise<void> {
    await Promise.all(this.threads.map((thread) => thread.close()));
  }

  /** @throws Error where a thread could not start */
  private get ready(): readonly JudgingThread[] {
    for (const { failure } of this.threads) if (failure !== null) throw failure;
    return this.threads.filter(({ isReady }) => isReady);
  }

  private team(): Team<JudgedTogether> {
    const { memory, kernel } = this.table;
    const { ready } = this;
    return {
      sizeFor: (rows) => Math.min(ready.length, Math.floor(rows / WORTH_ASKING)) + 1,
      headStart: HEAD_START,
      sort: ([own, ...others]) => {
        others.forEach((rows, index) => ready[index]!.give({ sort: rows }));
        if (own !== undefined) sortRows(kernel, own);
        others.forEach((_, index) => ready[index]!.result());
      },
      assemble: ([own, ...others], layout) => {
        const survey = new Survey(layout);
        const { plan } = survey;
        others.forEach((range, index) => ready[index]!.give({ judge: { range, plan } }));
        const first = own === undefined ? [] : [judgeRange(memory.shared, kernel, { range: own, plan })];
        return { outcomes: [...first, ...others.map((_, index) => ready[index]!.judged())], survey };
      },
    };
  }
}

/** One thread beside this one, as this one sees it. */
class JudgingThread {
  private readonly worker: Worker;
  private readonly port: MessagePort;
  private readonly counters: Int32Array;
  private given = 0;
  /** Why it ended before it was told to. */
  failure: Error | null = null;

  /** @param counters as JudgingSetup has them */
  constructor(worker: Worker, port: MessagePort, counters: Int32Array) {
    this.worker = worker;
    this.port = port;
    this.counters = counters;
    worker.once('error', (error) => {
      this.failure = new Error('a judging thread ended', { cause: error });
    });
    port.unref();
  }

  /** Whether it has nothing to do and can be given a work. */
  get isReady(): boolean {
    return Atomics.load(this.counters, DONE) === this.given + 1;
  }

  give(work: JudgingWork): void {
    this.port.postMessage(work);
    this.given = Atomics.add(this.counters, GIVEN, 1) + 1;
    Atomics.notify(this.counters, GIVEN);
  }

  /**
   * Waits for what came of the work that was given; this thread sleeps until then.
   * @throws Error where the thread failed
   */
  result(): Exclude<JudgingAnswer, { readonly failure: string }> {
    while (!this.isReady) Atomics.wait(this.counters, DONE, this.given);
    const received: { readonly message: JudgingAnswer } | undefined = receiveMessageOnPort(this.port);
    if (received === undefined) throw new Error('a judging thread gave no answer');
    if ('failure' in received.message)
      throw new Error(`a judging thread failed: ${received.message.failure}`);
    return received.message;
  }

  /**
   * Waits for the range that it was given.
   * @throws Error where the thread failed
   */
  judged(): JudgedRange {
    const result = this.result();
    if (!('judged' in result)) throw new Error('a judging thread answered another question');
    return result.judged;
  }

  async close(): Promise<void> {
    this.port.close();
    await this.worker.terminate();
  }
}
