import { Command } from 'commander';
import { closest } from 'fastest-levenshtein';
import { CHECK_METAS } from '../../checks';
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
    .action((id?: string) => writeStandardOutput(id === undefined ? renderChecks(CHECK_METAS) : pageOf(id)));
}

function pageOf(id: string): string {
  const meta = CHECK_METAS.find((known) => known.id === id);
  if (meta !== undefined) return renderCheck(meta);
  const nearest = closest(
    id,
    CHECK_METAS.map((known) => known.id),
  );
  throw new UserError(`there is no check "${id}"; did you mean ${nearest}? (tracewarden checks lists them)`);
}
