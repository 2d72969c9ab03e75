import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { DEFAULT_ARCHIVE } from './archive/options';
import { Archives } from './archives';
import { WrongResult } from './measure';
import { ROWS } from './rows';
import type { Bench, Line } from './rows/row';
import { renderTable, withTable } from './table';

interface Options {
  readonly only?: readonly string[];
  readonly spans: number;
  readonly rounds: number;
  readonly directory: string;
  readonly write?: true;
}

const README = join(__dirname, '..', '..', 'bench', 'README.md');

const note = (message: string) => process.stderr.write(`${message}\n`);

async function main(options: Options, command: Command): Promise<void> {
  const rows = ROWS.filter(({ id }) => options.only?.includes(id) ?? true);
  if (options.write === true && rows.length < ROWS.length) command.error('--write needs all rows');
  const archives = await Archives.open(options.directory, note);
  process.once('SIGINT', () => void archives.remove().finally(() => process.exit(130)));
  const lines: Line[] = [];
  try {
    const bench: Bench = { ...options, archives, note };
    for (const { id, measure } of rows) {
      note(id);
      lines.push(...(await measure(bench).catch((error: unknown) => reportWrong(id, error))));
    }
  } finally {
    await archives.remove();
  }
  const table = renderTable(lines, options.spans, options.rounds);
  process.stdout.write(table);
  if (options.write !== true || process.exitCode === 1) return;
  await writeFile(README, withTable(await readFile(README, 'utf8'), table));
  note('written into bench/README.md');
}

/** What is wrong is no measurement: the rest is still measured, and the process fails. */
function reportWrong(id: string, error: unknown): readonly Line[] {
  if (!(error instanceof WrongResult)) throw error;
  note(`${id}: ${error.message}`);
  process.exitCode = 1;
  return [];
}

function positive(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value > 0) return value;
  throw new InvalidArgumentError('It must be a whole number above 0.');
}

const only = new Option('--only <row...>', 'measure these rows only').choices(ROWS.map(({ id }) => id));

void new Command('npm run bench --')
  .description(
    'Measures what an audit costs, against references on the same bytes. Needs up to 12 GB of disk.',
  )
  .addOption(only)
  .option('--spans <number>', 'spans of the normal archive', positive, DEFAULT_ARCHIVE.spans)
  .option('--rounds <number>', 'runs of each contender', positive, 5)
  .option('--directory <path>', 'where the archives are made, and removed afterwards', tmpdir())
  .option('--write', 'write the table into bench/README.md')
  .action((options: Options, command: Command) => main(options, command))
  .parseAsync();
