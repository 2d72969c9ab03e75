import { Command } from 'commander';
import { CHECK_IDS } from '../../checks';
import { describeConfig } from '../../config/describe';
import { effectiveConfig } from '../../config/effective';
import { ConfigError } from '../../config/error';
import { loadConfig } from '../../config/load';
import { writeStandardOutput } from '../output';
import { type AuditFlags, configFlags, withAuditOptions } from './audit';

const EXAMPLES = `
Examples:
  tracewarden config check
  tracewarden config check --config audits/prod.yml --sample 10%
`;

export function configCommand(): Command {
  const check = withAuditOptions(
    new Command('check')
      .summary('check tracewarden.yml and show what is in force')
      .description('Checks the settings and prints those in force, each with where it comes from.')
      .argument('[source...]', 'sources, as for audit'),
  )
    .addHelpText('after', EXAMPLES)
    .action(async (sources: string[], flags: AuditFlags) => {
      const settings = sources.find((source) => /\.ya?ml$/i.test(source));
      if (settings !== undefined)
        throw ConfigError.of(`${settings} is no source; settings are given by --config ${settings}`);
      const loaded = await loadConfig(flags.config, process.cwd(), CHECK_IDS);
      const effective = effectiveConfig(loaded.config, configFlags(sources, flags));
      await writeStandardOutput(describeConfig(effective, loaded.fileName));
    });
  return new Command('config')
    .description('The settings file, tracewarden.yml.')
    .addHelpText('after', EXAMPLES)
    .addCommand(check);
}
