import type { Report } from './model';
import { coverageLines } from './text/coverage';
import { findingLines } from './text/findings';
import { EMPTY_LINE, type Line, paint } from './text/lines';
import { edgeLines, serviceLines } from './text/services';
import { structureLines } from './text/structure';
import { headline, verdictLines } from './text/verdict';

/** Lines of the smallest common terminal, less one for the prompt: what a report without findings must fit. */
const SCREEN = 23;
const MOST_SERVICES = 12;
/** Lines around the services' rows: the table's head, "and N more", and the empty line after it. */
const TABLE_FRAME = 3;

/** How the text report is shown. */
export interface TextOptions {
  /** With ANSI colours. */
  readonly color?: boolean;
  /** The verdict's line only. */
  readonly quiet?: boolean;
  /** Everything: notes, all findings, services, edges, problems and examples. */
  readonly verbose?: boolean;
}

/**
 * The report for people, in lines of at most 80 cells: the verdict, what is wrong, the services, what was read.
 * Without a fault and without `verbose` it fits on one screen.
 */
export function renderText(report: Report, options: TextOptions = {}): string {
  const { color = false, quiet = false, verbose = false } = options;
  return paint(quiet ? headline(report) : wholeReport(report, verbose), color);
}

function wholeReport(report: Report, verbose: boolean): Line[] {
  const coverage = coverageLines(report, verbose);
  const findings = findingLines(report, verbose);
  const verdict = [...verdictLines(report), EMPTY_LINE];
  // Where the result is unknown, what was not read is what the reader has to mend.
  const isUnknown = report.verdict === 'unknown';
  const before = [...verdict, ...(isUnknown ? [...coverage, EMPTY_LINE] : []), ...findings];
  const after = [
    ...(verbose ? [...edgeLines(report), ...structureLines(report)] : []),
    ...(isUnknown ? [] : coverage),
  ];
  const rows = verbose ? report.services.length : serviceRows(report, before.length + after.length);
  return withoutLastGap([...before, ...serviceLines(report, rows), ...after]);
}

/** A healthy report leaves the services what the rest leaves of the screen. */
function serviceRows({ verdict }: Report, otherLines: number): number {
  if (verdict !== 'ok') return MOST_SERVICES;
  return Math.min(MOST_SERVICES, Math.max(0, SCREEN - TABLE_FRAME - otherLines));
}

function withoutLastGap(lines: readonly Line[]): Line[] {
  return lines.slice(0, lines.findLastIndex((parts) => parts.length > 0) + 1);
}
