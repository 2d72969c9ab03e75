import { Command, InvalidArgumentError, Option } from 'commander';
import { runAudit } from '../../audit/audit';
import { CHECK_IDS, CHECKS } from '../../checks';
import {
  FAIL_ON,
  type FailOn,
  parseFailOn,
  parseMemory,
  parseMinApplicable,
  parseSample,
  parseThreads,
} from '../../config/choices';
import { type ConfigFlags, effectiveConfig } from '../../config/effective';
import { parseInstant } from '../../config/instant';
import { loadConfig } from '../../config/load';
import { parseTimezone } from '../../config/schema';
import { parseBytes, parseDuration } from '../../config/units';
import type { WindowSetting } from '../../config/window';
import { exitCodeOf } from '../../report/exit-code';
import { renderJson } from '../../report/json';
import { renderMarkdown } from '../../report/markdown';
import type { Report } from '../../report/model';
import { renderText } from '../../report/text';
import { UserError } from '../errors';
import { collect, flag, parseMargin } from '../flags';
import { interruptible } from '../interrupt';
import { checkOutput, writeStandardOutput, writeWholeFile } from '../output';
import { progressLine } from '../progress';
import { type TempoFlags, type TempoUse, withTempoOptions } from '../tempo-options';

/** What commander gives for the flags of `audit`. */
export interface AuditFlags extends TempoFlags {
  readonly config?: string;
  readonly last?: number;
  readonly from?: string;
  readonly to?: string;
  readonly settle?: number;
  readonly margin?: { readonly before: number; readonly after: number };
  readonly sample?: number | 'auto';
  readonly maxMemory?: number | 'auto';
  readonly maxObjectSize?: number;
  readonly minApplicable?: number;
  readonly failOn?: FailOn;
  readonly service?: readonly string[];
  readonly check?: readonly string[];
  readonly endpointUrl?: string;
  readonly region?: string;
  readonly partitionTimezone?: string;
  readonly threads?: number | 'auto';
}

/** What commander gives for the flags that say how a report is shown. */
export interface OutputFlags {
  readonly format: 'text' | 'json' | 'markdown';
  readonly output?: string;
  readonly color: boolean;
  readonly quiet?: boolean;
  readonly verbose?: boolean;
}

const EXAMPLES = `
Examples:
  tracewarden audit ./archive
  tracewarden audit 'traces/**/*.json.gz' --service 'cart*'
  zcat spans.jsonl.gz | tracewarden audit -
  tracewarden audit s3://bucket/traces --last 1h --fail-on warning
  tracewarden audit s3://bucket/traces --from 2026-11-20T14:00Z --to 2026-11-20T14:30Z
  tracewarden audit s3://tempo-traces/team-a --last 24h
  tracewarden audit ./blocks --check orphan-span --check missing-root
  tracewarden audit s3://bucket/traces --endpoint-url http://127.0.0.1:9000
  tracewarden audit tempo+http://localhost:3200 --last 1h
  tracewarden audit tempo+https://tempo.example/tempo --last 1h --tenant team-a
  tracewarden audit ./archive --format json --output report.json

Exit codes:
  0  no finding at or above --fail-on
  1  findings
  2  a mistake in the flags, the config or the sources
  3  nothing could be judged, or some input could not be read and the rest shows no fault
`;

/** The options that say where sources are and which time is meant; every command that reads takes them. */
export function withSourceOptions(command: Command, use: TempoUse): Command {
  const first = command
    .option('--config <file>', 'settings (default: tracewarden.yml in this folder, if there is one)')
    .optionsGroup('What to read:')
    .option('--last <duration>', 'judge the traces that began within it, e.g. 1h', flag(parseDuration))
    .option(
      '--from <time>',
      'judge the traces that began from then on (RFC 3339, or now-2h)',
      flag(checkedInstant),
    )
    .option('--to <time>', 'and before then (default: now)', flag(checkedInstant))
    .option(
      '--margin <duration>',
      'read so much around the window: 15m, or 5m,15m (default: 5m,15m)',
      flag(parseMargin),
    )
    .option(
      '--settle <duration>',
      'leave traces alone that are younger than this (default: 2m)',
      flag(parseDuration),
    )
    .option('--endpoint-url <url>', 'address of an S3 server')
    .option('--region <name>', 'region of the bucket')
    .option(
      '--partition-timezone <zone>',
      'time zone of year=/month=/... keys (default: UTC)',
      flag(parseTimezone),
    );
  return withTempoOptions(first, use);
}

/** The options that choose what is audited and how; `config check` takes them too. */
export function withAuditOptions(command: Command): Command {
  return withReadingOptions(command, 'audit').option(
    '--check <id>',
    'run this check only; may be repeated (default: all)',
    collectCheck,
  );
}

/** The options that choose what is read, how much of it, and what counts as a finding. */
export function withReadingOptions(command: Command, use: TempoUse): Command {
  return withSourceOptions(command, use)
    .optionsGroup('How much of it:')
    .option('--sample <share>', 'auto, or a share of all traces, e.g. 10% (default: auto)', flag(parseSample))
    .option(
      '--max-memory <size>',
      'memory for spans, e.g. 512MB (default: 60 % of what there is)',
      flag(parseMemory),
    )
    .option(
      '--max-object-size <size>',
      'most that an object is unpacked to, and largest document (default: 512MB)',
      flag(parseBytes),
    )
    .option(
      '--threads <number>',
      'reading threads (default: as many as processors, for large input)',
      flag(parseThreads),
    )
    .optionsGroup('What counts as a finding:')
    .addOption(
      new Option(
        '--fail-on <severity>',
        `exit with 1 from it on: ${FAIL_ON.join(', ')} (default: error)`,
      ).argParser(flag(parseFailOn)),
    )
    .option(
      '--min-applicable <number>',
      'no error or warning from fewer (default: 20)',
      flag(parseMinApplicable),
    )
    .option('--service <name>', 'report these services only; * for any part; may be repeated', collect);
}

/** The options that say how a report is shown and where it goes. */
export function withOutputOptions(command: Command): Command {
  return command
    .optionsGroup('The report:')
    .addOption(
      new Option('--format <format>', 'form of the report')
        .choices(['text', 'json', 'markdown'])
        .default('text'),
    )
    .option('--output <file>', 'write the report there instead of on standard output')
    .option('--no-color', 'no colours (as with NO_COLOR)')
    .addOption(new Option('--quiet', 'the verdict only, and no progress').conflicts('verbose'))
    .option('--verbose', 'everything: notes, all services, edges and problems');
}

export function auditCommand(): Command {
  const command = withAuditOptions(
    new Command('audit')
      .summary('audit archived and live traces')
      .description(
        'Audits archived traces, a running Grafana Tempo, or the blocks that one keeps in a bucket or a folder, and tells which services lose spans, how many, and where to look.',
      )
      .argument('[source...]', 'files, folders, globs, s3://bucket/prefix, tempo+https://host, or -'),
  );
  return withOutputOptions(command)
    .addHelpText('after', EXAMPLES)
    .action((sources: string[], flags: AuditFlags & OutputFlags) => audit(sources, flags));
}

async function audit(sources: readonly string[], flags: AuditFlags & OutputFlags): Promise<void> {
  const { config: file } = await loadConfig(flags.config, process.cwd(), CHECK_IDS);
  const config = effectiveConfig(file, configFlags(sources, flags));
  if (config.sources.length === 0) {
    throw new UserError(
      'no source: name files, a folder, s3://bucket/prefix, tempo+https://host, or - for standard input',
    );
  }
  await checkOutput(flags.output);
  const line = progressLine(process.stderr, flags.quiet !== true);
  const report = await interruptible((signal) =>
    runAudit(config, { signal, onProgress: (progress) => line.update(progress) }).finally(() => line.clear()),
  );
  const text = render(report, flags);
  if (flags.output === undefined) await writeStandardOutput(text);
  else await writeWholeFile(flags.output, text);
  process.exitCode = exitCodeOf(report, config.failOn);
}

/** The flags as the config knows them. */
export function configFlags(sources: readonly string[], flags: AuditFlags): ConfigFlags {
  const { service, check, header, last, from, to, config: _, ...rest } = flags;
  return {
    ...rest,
    services: service,
    headers: header,
    checks: check,
    window: windowOfFlags(last, from, to),
    ...(sources.length > 0 && { sources }),
  };
}

function windowOfFlags(last?: number, from?: string, to?: string): WindowSetting | undefined {
  if (last !== undefined) {
    if (from !== undefined || to !== undefined) throw new UserError('--last goes without --from and --to');
    return { last };
  }
  if (from === undefined && to !== undefined) throw new UserError('--to needs --from');
  return from === undefined ? undefined : { from, to };
}

/** @throws InvalidArgumentError where there is no such check */
function collectCheck(id: string, earlier: readonly string[] | undefined): readonly string[] {
  const known = CHECKS.map(({ meta }) => meta.id);
  if (!known.includes(id)) throw new InvalidArgumentError(`The checks are ${known.join(', ')}.`);
  return collect(id, earlier);
}

function checkedInstant(text: string): string {
  parseInstant(text, Date.now());
  return text;
}

function render(report: Report, flags: OutputFlags): string {
  if (flags.format === 'json') return renderJson(report);
  const { quiet = false, verbose = false } = flags;
  if (flags.format === 'markdown') return renderMarkdown(report, { verbose });
  return renderText(report, { color: wantsColor(flags), quiet, verbose });
}

/** Colours on a terminal, unless the user or the environment (no-color.org) says otherwise. */
export function wantsColor(flags: Pick<OutputFlags, 'color' | 'output'>): boolean {
  const { NO_COLOR: noColor = '', FORCE_COLOR: forced = '' } = process.env;
  if (!flags.color || noColor !== '' || flags.output !== undefined) return false;
  return process.stdout.isTTY || (forced !== '' && forced !== '0');
}
