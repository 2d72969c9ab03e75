import { Command, Option } from 'commander';
import { readTrace } from '../../audit/trace/trace';
import { CHECK_IDS } from '../../checks';
import { FAIL_ON, type FailOn, parseFailOn } from '../../config/choices';
import { effectiveConfig } from '../../config/effective';
import { loadConfig } from '../../config/load';
import { parseBytes } from '../../config/units';
import { parseTraceId } from '../../model/trace-id';
import { exitCodeOfTrace } from '../../report/trace/exit-code';
import { renderTraceJson } from '../../report/trace/json';
import { renderTraceText } from '../../report/trace/text';
import { UserError } from '../errors';
import { collect, flag } from '../flags';
import { interruptible } from '../interrupt';
import { writeStandardOutput } from '../output';
import { progressLine } from '../progress';
import { type AuditFlags, configFlags, wantsColor, withSourceOptions } from './audit';

interface TraceFlags extends AuditFlags {
  readonly source?: readonly string[];
  readonly format: 'text' | 'json';
  readonly color: boolean;
  readonly all?: boolean;
  readonly quiet?: boolean;
}

const EXAMPLES = `
Examples:
  tracewarden trace 4bf92f3577b34da6a3ce929d0e0e4736 --source ./archive
  tracewarden trace 4bf92f3577b34da6a3ce929d0e0e4736 --source s3://bucket/traces --last 1h
  tracewarden trace 4bf92f3577b34da6a3ce929d0e0e4736 --source tempo+http://localhost:3200
  tracewarden trace a3ce929d0e0e4736 --source ./hot --source ./cold
  tracewarden trace 4bf92f3577b34da6a3ce929d0e0e4736 --source ./archive --format json

A Tempo is asked for the trace alone. An archive has no index: all of it is read unless a window narrows it (--last,
or --from and --to).

In the tree "? missing span" stands for a span that others name as their parent and that is not there, and
"!check" for a check that the span fails; tracewarden checks CHECK explains it.

Exit codes:
  0  no check fails at or above --fail-on
  1  a check fails
  2  a mistake in the ID, the flags, the config or the sources
  3  the trace was not found, or not wholly read, or is too recent: nothing is said of its health
`;

export function traceCommand(): Command {
  const command = new Command('trace')
    .summary('show one trace, what is missing in it, and what each check says')
    .description(
      'Shows one trace as a tree, with missing spans in their places, and what each check says of it.',
    )
    .argument('<id>', 'the trace ID: up to 32 hex digits; leading zeros may be left out')
    .option('--source <source>', 'where to look, as for audit; may be repeated', collect);
  return withSourceOptions(command, 'trace')
    .optionsGroup('How much of it:')
    .option(
      '--max-object-size <size>',
      'most that an object is unpacked to, and largest document (default: 512MB)',
      flag(parseBytes),
    )
    .optionsGroup('What is shown:')
    .addOption(
      new Option('--format <format>', 'form of the result').choices(['text', 'json']).default('text'),
    )
    .option('--all', 'every span of a large trace')
    .option('--no-color', 'no colours (as with NO_COLOR)')
    .option('--quiet', 'no progress')
    .addOption(
      new Option(
        '--fail-on <severity>',
        `exit with 1 from it on: ${FAIL_ON.join(', ')} (default: error)`,
      ).argParser((text: string): FailOn => flag(parseFailOn)(text)),
    )
    .addHelpText('after', EXAMPLES)
    .action((id: string, flags: TraceFlags) => trace(id, flags));
}

async function trace(id: string, flags: TraceFlags): Promise<void> {
  const traceId = parseTraceId(id);
  if (traceId === null) {
    throw new UserError(`"${id}" is no trace ID: one is 16 or 32 hex digits, and not all zero`);
  }
  const { source = [], format: _, color: __, all = false, quiet = false, ...settings } = flags;
  const { config: file } = await loadConfig(flags.config, process.cwd(), CHECK_IDS);
  const config = effectiveConfig(file, configFlags(source, settings));
  if (config.sources.length === 0) {
    throw new UserError('no source: say where to look with --source, e.g. --source ./archive');
  }
  const line = progressLine(process.stderr, !quiet);
  const report = await interruptible((signal) =>
    readTrace(config, traceId, { signal, onProgress: (progress) => line.update(progress) }).finally(() =>
      line.clear(),
    ),
  );
  await writeStandardOutput(
    flags.format === 'json'
      ? renderTraceJson(report)
      : renderTraceText(report, { color: wantsColor(flags), all }),
  );
  process.exitCode = exitCodeOfTrace(report, config.failOn);
}
