import { findingSections } from './markdown/findings';
import { coverageSection, serviceSection, verdictSection } from './markdown/summary';
import type { Report } from './model';

/**
 * The report as GitHub-flavoured Markdown, for a pull request or a wiki.
 * @param options.verbose everything, however long: notes, all findings, services and problems
 */
export function renderMarkdown(report: Report, options: { readonly verbose?: boolean } = {}): string {
  const { verbose = false } = options;
  const coverage = coverageSection(report, verbose);
  // Where the result is unknown, what was not read is what the reader has to mend.
  const isUnknown = report.verdict === 'unknown';
  const blocks = [
    ...verdictSection(report),
    ...(isUnknown ? coverage : []),
    ...findingSections(report, verbose),
    ...serviceSection(report, verbose),
    ...(isUnknown ? [] : coverage),
  ];
  return `${blocks.filter((block) => block !== '').join('\n\n')}\n`;
}
