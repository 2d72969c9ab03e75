import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { FAULTS, type Fault } from './system/faults';
import { runShop } from './system/run';

/** Seconds of traffic in each recording. */
const SECONDS = 90;

const RECORDINGS: ReadonlyMap<string, readonly Fault[]> = new Map([
  ['healthy', []],
  ['faulty', FAULTS],
]);

/** This file runs from dist/examples/shop; the recordings are kept beside the sources. */
const DESTINATION = resolve(__dirname, '../../../examples/shop/recordings');

function progress(line: string): void {
  process.stderr.write(`${new Date().toISOString().slice(11, 19)} ${line}\n`);
}

/** Records into a temporary directory and replaces the old recording only when the new one is whole. */
async function record(
  recording: string,
  faults: readonly Fault[],
  seconds: number,
  stop: AbortSignal,
): Promise<void> {
  const directory = await mkdtemp(join(tmpdir(), 'shop-'));
  try {
    await Promise.all(['archive', 'ledgers'].map((name) => mkdir(join(directory, name))));
    const tell = (line: string): void => progress(`${recording}: ${line}`);
    const truth = await runShop({ recording, faults, seconds, directory, stop, progress: tell });
    const destination = join(DESTINATION, recording);
    await rm(destination, { recursive: true, force: true });
    await cp(join(directory, 'archive'), join(destination, 'archive'), { recursive: true });
    await writeFile(join(destination, 'truth.json'), `${JSON.stringify(truth, undefined, 2)}\n`);
    const { structure, totals } = truth;
    tell(`${structure.traces} traces, ${totals.stored} spans stored, ${totals.lost} lost`);
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { seconds: { type: 'string', default: String(SECONDS) } },
  });
  const interrupt = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => interrupt.abort());
  for (const name of positionals.length > 0 ? positionals : RECORDINGS.keys()) {
    const faults = RECORDINGS.get(name);
    if (faults === undefined)
      throw new Error(`no recording "${name}"; there are ${[...RECORDINGS.keys()].join(', ')}`);
    await record(name, faults, Number(values.seconds), interrupt.signal);
  }
}

main().catch((error: unknown) => {
  const interrupted = error instanceof Error && error.name === 'AbortError';
  progress(interrupted ? 'interrupted; the recordings are as they were' : String(error));
  process.exitCode = interrupted ? 130 : 1;
});
