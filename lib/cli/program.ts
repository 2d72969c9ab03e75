import { Command, CommanderError } from 'commander';
import { version } from '../report/version';
import { alertCommand } from './commands/alert';
import { auditCommand } from './commands/audit';
import { checksCommand } from './commands/checks';
import { configCommand } from './commands/config';
import { parityCommand } from './commands/parity';
import { traceCommand } from './commands/trace';
import { exitCodeOfError, messageOfError } from './errors';

/** Runs the command line and sets the exit code of the process. */
export async function main(argv: readonly string[]): Promise<void> {
  // A reader that has gone away (`tracewarden --help | head`) is no error, whoever writes.
  process.stdout.on('error', ignoreClosedPipe);
  try {
    process.exitCode = 0;
    await program().parseAsync(argv);
  } catch (error) {
    // Commander has already told what is wrong with the arguments, or shown the help that was asked for.
    if (error instanceof CommanderError) {
      process.exitCode = error.exitCode === 0 ? 0 : 2;
      return;
    }
    process.stderr.write(`${messageOfError(error)}\n`);
    process.exitCode = exitCodeOfError(error);
  }
}

function ignoreClosedPipe(error: NodeJS.ErrnoException): void {
  if (error.code !== 'EPIPE') throw error;
}

const EXAMPLES = `
Examples:
  tracewarden audit ./archive
  tracewarden audit s3://bucket/traces --last 1h
  tracewarden trace 4bf92f3577b34da6a3ce929d0e0e4736 --source ./archive
  tracewarden parity ./hot ./cold
  tracewarden checks orphan-span
  tracewarden config check
  tracewarden alert --report report.json --dry-run

tracewarden COMMAND --help tells all of a command.
`;

function program(): Command {
  const command = new Command('tracewarden')
    .description('Audits traces for integrity: which services lose spans, how many, and how sure that is.')
    .version(version(), '-V, --version')
    .showHelpAfterError('(tracewarden --help shows what there is)')
    .addHelpText('after', EXAMPLES)
    .exitOverride();
  const children = [
    auditCommand(),
    checksCommand(),
    configCommand(),
    parityCommand(),
    traceCommand(),
    alertCommand(),
  ];
  for (const child of children) {
    command.addCommand(child.copyInheritedSettings(command));
  }
  return command;
}
