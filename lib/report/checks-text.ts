import { cellWidth, padRight } from './cells';
import type { Finding } from './finding-model';
import { EMPTY_LINE, type Line, labelled, line, paint, type Style, WIDTH } from './text/lines';
import { wrap } from './wrap';

/** What is shown of a check: its meta, as the checks' room has it. */
export interface CheckPage {
  readonly id: string;
  readonly title: string;
  readonly what: string;
  readonly why: string;
  readonly remedy: string;
  readonly unit: Finding['unit'];
  readonly severity: 'error' | 'warning' | 'info';
  readonly reasons: Readonly<Record<string, string>>;
}

const GAP = 2;

/** The checks as a list for `tracewarden checks`: ID, worst severity, what a finding says of a service. */
export function renderChecks(
  checks: readonly CheckPage[],
  options: { readonly color?: boolean } = {},
): string {
  const idWidth = Math.max('Check'.length, ...checks.map(({ id }) => cellWidth(id))) + GAP;
  const severityWidth = 'warning'.length + GAP;
  const row = (id: string, severity: string, text: string, style: Style): Line => [
    { text: padRight(id, idWidth), style: style === 'dim' ? style : 'bold' },
    { text: padRight(severity, severityWidth), style: 'dim' },
    { text, style },
  ];
  const rows = checks.flatMap(({ id, severity, title }) =>
    wrap(title, WIDTH - idWidth - severityWidth).map((text, index) =>
      index === 0 ? row(id, severity, text, 'plain') : row('', '', text, 'plain'),
    ),
  );
  const head = row('Check', 'Worst', 'It finds that a service', 'dim');
  return paint(
    [head, ...rows, EMPTY_LINE, line('tracewarden checks ID explains one.', 'dim')],
    options.color ?? false,
  );
}

/** All about one check, for `tracewarden checks ID`. */
export function renderCheck(check: CheckPage, options: { readonly color?: boolean } = {}): string {
  const { id, title, what, why, remedy, unit, severity, reasons } = check;
  const lines = [
    line(id, 'bold'),
    EMPTY_LINE,
    ...labelled('Says', `A service ${title}.`),
    ...labelled('Counts', `${unit}s`),
    ...labelled('Severity', `${severity} at worst`),
    EMPTY_LINE,
    ...labelled('What', what),
    EMPTY_LINE,
    ...labelled('Why', why),
    EMPTY_LINE,
    ...labelled('To do', remedy),
    ...(Object.keys(reasons).length > 0 ? [EMPTY_LINE] : []),
    ...Object.entries(reasons).flatMap(([code, sentence], index) =>
      labelled(index === 0 ? 'Reasons' : '', `${code}: ${sentence}`),
    ),
  ];
  return paint(lines, options.color ?? false);
}
