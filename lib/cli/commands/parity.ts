import { Command } from 'commander';
import { compareParity } from '../../audit/parity/parity';
import { CHECK_IDS } from '../../checks';
import { effectiveConfig } from '../../config/effective';
import { loadConfig } from '../../config/load';
import { exitCodeOf } from '../../report/exit-code';
import { renderParityJson } from '../../report/parity/json';
import { renderParityMarkdown } from '../../report/parity/markdown';
import { renderParityText } from '../../report/parity/text';
import type { ParityReport } from '../../report/parity-model';
import { UserError } from '../errors';
import { interruptible } from '../interrupt';
import { checkOutput, writeStandardOutput, writeWholeFile } from '../output';
import { progressLine } from '../progress';
import {
  type AuditFlags,
  configFlags,
  type OutputFlags,
  wantsColor,
  withOutputOptions,
  withReadingOptions,
} from './audit';

const EXAMPLES = `
Examples:
  tracewarden parity ./hot ./cold
  tracewarden parity s3://hot/traces s3://cold/traces --last 24h
  tracewarden parity tempo+http://localhost:3200 s3://tempo-traces/single-tenant --last 24h
  tracewarden parity s3://tempo-traces/team-a s3://archive/traces --last 24h
  tracewarden parity s3://hot/traces ./copy --from 2026-11-20T14:00Z --to 2026-11-20T15:00Z --sample 10%
  tracewarden parity ./hot ./cold --format json --output parity.json

Compared are the traces that both sources can be judged for: begun in the window, settled, and with nothing of
their time unread on either side. The rest is counted. Where one source is written late, compare an older window
or read further: --margin 5m,2h.

Exit codes:
  0  no finding at or above --fail-on
  1  findings: the sources differ
  2  a mistake in the flags, the config or the sources
  3  nothing could be compared, or some input could not be read and the rest is the same
`;

export function parityCommand(): Command {
  const command = withReadingOptions(
    new Command('parity')
      .summary('compare two places that should hold the same traces')
      .description(
        'Compares two places that should hold the same traces: which traces or spans one has and the other lacks, by service.',
      )
      .argument('[source...]', 'two sources, as for audit'),
    'sample',
  );
  return withOutputOptions(command)
    .addHelpText('after', EXAMPLES)
    .action((sources: string[], flags: AuditFlags & OutputFlags) => parity(sources, flags));
}

async function parity(sources: readonly string[], flags: AuditFlags & OutputFlags): Promise<void> {
  const { config: file } = await loadConfig(flags.config, process.cwd(), CHECK_IDS);
  const config = effectiveConfig(file, configFlags(sources, flags));
  if (config.sources.length !== 2) {
    throw new UserError(
      `parity compares two sources, and ${config.sources.length} ${config.sources.length === 1 ? 'is' : 'are'} given: tracewarden parity ./hot ./cold`,
    );
  }
  await checkOutput(flags.output);
  const line = progressLine(process.stderr, flags.quiet !== true);
  const report = await interruptible((signal) =>
    compareParity(config, { signal, onProgress: (progress) => line.update(progress) }).finally(() =>
      line.clear(),
    ),
  );
  const text = render(report, flags);
  if (flags.output === undefined) await writeStandardOutput(text);
  else await writeWholeFile(flags.output, text);
  process.exitCode = exitCodeOf(report, config.failOn);
}

function render(report: ParityReport, flags: OutputFlags): string {
  if (flags.format === 'json') return renderParityJson(report);
  const { quiet = false, verbose = false } = flags;
  if (flags.format === 'markdown') return renderParityMarkdown(report, { verbose });
  return renderParityText(report, { color: wantsColor(flags), quiet, verbose });
}
