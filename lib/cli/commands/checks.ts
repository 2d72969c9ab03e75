import { Command } from 'commander';
import { closest } from 'fastest-levenshtein';
import { CHECKS } from '../../checks';
import { renderCheck, renderChecks } from '../../report/checks-text';
import { UserError } from '../errors';
import { writeStandardOutput } from '../output';

const EXAMPLES = `
Examples:
  tracewarden checks
  tracewarden checks orphan-span
`;

export function checksCommand(): Command {
  return new Command('checks')
    .summary('what is checked, why, and what to do')
    .description('Lists the checks, or tells all about one: what it means, why it matters, what to do.')
    .argument('[id]', 'a check, e.g. orphan-span')
    .addHelpText('after', EXAMPLES)
    .action((id?: string) =>
      writeStandardOutput(id === undefined ? renderChecks(CHECKS.map(({ meta }) => meta)) : pageOf(id)),
    );
}

function pageOf(id: string): string {
  const check = CHECKS.find(({ meta }) => meta.id === id);
  if (check !== undefined) return renderCheck(check.meta);
  const nearest = closest(
    id,
    CHECKS.map(({ meta }) => meta.id),
  );
  throw new UserError(`there is no check "${id}"; did you mean ${nearest}? (tracewarden checks lists them)`);
}
