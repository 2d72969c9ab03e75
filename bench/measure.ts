import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { compileCacheFolder } from '../lib/cli/compile-cache';
import { type Counts, type Job, type Measured, measuredSchema } from './jobs/job';

/** dist/bench/ is two below the repository. */
const ROOT = join(__dirname, '..', '..');

/** A run whose result is wrong, or that failed: what it took is worth nothing. */
export class WrongResult extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'WrongResult';
  }
}

/** One of those that are measured against each other. */
export class Contender {
  readonly name: string;
  readonly job: Job;
  private readonly expected: Counts;
  private readonly runs: Measured[] = [];

  /** @param expected what it must find */
  constructor(name: string, job: Job, expected: Counts) {
    this.name = name;
    this.job = job;
    this.expected = expected;
  }

  /** @throws WrongResult where the run did not find what it must */
  add(run: Measured): void {
    const wrong = Object.entries(this.expected)
      .filter(([key, value]) => run.counts[key] !== value)
      .map(([key, value]) => `${key} ${run.counts[key]} instead of ${value}`);
    if (wrong.length > 0) throw new WrongResult(`${this.name} found ${wrong.join(', ')}`);
    this.runs.push(run);
  }

  /** Median of all runs. */
  get millis(): number {
    return median(this.runs.map(({ millis }) => millis));
  }

  /** The highest of all runs. */
  get peakBytes(): number {
    return Math.max(...this.runs.map(({ peakBytes }) => peakBytes));
  }

  /** Median of all runs. */
  count(key: string): number {
    return median(this.runs.map(({ counts }) => counts[key] ?? Number.NaN));
  }
}

/**
 * Does a job in a fresh process. This process must stay small: on Linux a child's peak memory begins at what its
 * parent had when it forked.
 * @throws WrongResult
 */
export async function runJob(job: Job): Promise<Measured> {
  const [command, ...rest] = commandOf(job);
  const child = spawn(command, [...rest, join(__dirname, 'child.js'), JSON.stringify(job)], {
    cwd: ROOT,
    env: environment(job),
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [output] = await Promise.all([text(child.stdout), once(child, 'close')]);
  if (child.exitCode !== 0)
    throw new WrongResult(`${job.kind} ended with ${child.exitCode ?? child.signalCode}`);
  return measuredSchema.parse(JSON.parse(output));
}

/** Node, held to one processor where the job says so: by `taskset` of util-linux. */
function commandOf(job: Job): [command: string, ...rest: string[]] {
  const isHeld = job.kind === 'audit' && job.onOneCore === true;
  return isHeld ? ['taskset', '--cpu-list', '0', process.execPath] : [process.execPath];
}

/** Whether processes can be held to one processor here. */
export function canHoldToOneCore(): boolean {
  return spawnSync('taskset', ['--cpu-list', '0', 'true']).status === 0;
}

/** Of a child: with compiled code kept, as the command line has it, unless the job says otherwise. */
function environment(job: Job): NodeJS.ProcessEnv {
  const isCold = job.kind === 'audit' && job.isCold === true;
  const cache = isCold ? null : compileCacheFolder(process.env, process.platform);
  return {
    ...process.env,
    // What is emitted to dist/ finds the dependencies of the benchmarks nowhere above itself.
    NODE_PATH: join(ROOT, 'bench', 'node_modules'),
    ...(cache === null ? { NODE_DISABLE_COMPILE_CACHE: '1' } : { NODE_COMPILE_CACHE: cache }),
  };
}

/**
 * Runs all contenders in turn, `rounds` times, so that whatever slows the machine down for a while slows down all.
 * @throws WrongResult where one does not find what it must
 */
export async function race(
  contenders: readonly Contender[],
  rounds: number,
  note: (message: string) => void,
): Promise<void> {
  for (let round = 1; round <= rounds; round++) {
    for (const contender of contenders) {
      const run = await runJob(contender.job);
      contender.add(run);
      const took = `${(run.millis / 1000).toFixed(2)} s, ${Math.round(run.peakBytes / 1e6)} MB`;
      note(`  round ${round} of ${rounds}, ${contender.name}: ${took}`);
    }
  }
}

/**
 * Does a contender's job `times` times at the same time, in processes of their own, `rounds` times.
 * @returns median of what the last of them takes
 * @throws WrongResult
 */
export async function together({ job }: Contender, times: number, rounds: number): Promise<number> {
  const slowest: number[] = [];
  for (let round = 1; round <= rounds; round++) {
    const runs = await Promise.all(Array.from({ length: times }, () => runJob(job)));
    slowest.push(Math.max(...runs.map(({ millis }) => millis)));
  }
  return median(slowest);
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
