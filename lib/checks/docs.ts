import type { CheckMeta } from './check';
import { CHECK_METAS } from './index';

/** The reference of all checks for docs/checks.md, made from their meta. */
export function checksMarkdown(): string {
  return [
    '# Checks',
    '',
    'Generated from `lib/checks` by `npm run docs`; edit the checks, not this file.',
    '',
    'A check is a rule over traces. It answers for each span, trace or call whether the rule holds, does not hold or',
    'does not apply. Its failures become one finding for each service, or for each edge between two services. A finding',
    'is never worse than the severity given here unless the config says so; how bad it is depends on the low end of the',
    '95 % interval of its rate.',
    '',
    '| check | a finding says: the service | counts | at worst |',
    '|---|---|---|---|',
    ...CHECK_METAS.map(
      ({ id, title, unit, severity }) => `| [\`${id}\`](#${id}) | ${title} | ${unit}s | ${severity} |`,
    ),
    ...CHECK_METAS.flatMap(section),
    '',
  ].join('\n');
}

function section({ id, title, what, why, remedy, unit, severity, reasons }: CheckMeta): string[] {
  return [
    '',
    `## ${id}`,
    '',
    `The service ${title}. Counts ${unit}s; ${severity} at worst.`,
    '',
    `**What is checked.** ${what}`,
    '',
    `**Why it matters.** ${why}`,
    '',
    `**What to do.** ${remedy}`,
    '',
    '| reason | meaning |',
    '|---|---|',
    ...Object.entries(reasons).map(([code, sentence]) => `| \`${code}\` | ${sentence} |`),
  ];
}
