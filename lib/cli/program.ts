import { Command, CommanderError } from 'commander';
import { version } from '../report/version';
import { exitCodeOfError, messageOfError } from './errors';

/** Runs the command line and sets the exit code of the process. */
export async function main(argv: readonly string[]): Promise<void> {
  // A reader that has gone away (`tracewarden --help | head`) is no error, whoever writes.
  process.stdout.on('error', ignoreClosedPipe);
  try {
    process.exitCode = 0;
    await (await program(argv[2])).parseAsync(argv);
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

/** The commands, in the order in which the help shows them. Each is loaded when it is asked for: that takes a while. */
const COMMANDS: readonly (readonly [name: string, load: () => Promise<Command>])[] = [
  ['audit', async () => (await import('./commands/audit.js')).auditCommand()],
  ['checks', async () => (await import('./commands/checks.js')).checksCommand()],
  ['config', async () => (await import('./commands/config.js')).configCommand()],
  ['parity', async () => (await import('./commands/parity.js')).parityCommand()],
  ['trace', async () => (await import('./commands/trace.js')).traceCommand()],
  ['alert', async () => (await import('./commands/alert.js')).alertCommand()],
];

/** @param asked the first argument: where it names a command, the program has no other */
async function program(asked: string | undefined): Promise<Command> {
  const command = new Command('tracewarden')
    .description('Audits traces for integrity: which services lose spans, how many, and how sure that is.')
    .version(version(), '-V, --version')
    .showHelpAfterError('(tracewarden --help shows what there is)')
    .addHelpText('after', EXAMPLES)
    .exitOverride();
  const named = COMMANDS.filter(([name]) => name === asked);
  for (const [, load] of named.length > 0 ? named : COMMANDS) {
    command.addCommand((await load()).copyInheritedSettings(command));
  }
  return command;
}
