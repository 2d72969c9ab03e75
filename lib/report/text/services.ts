import type { Report } from '../model';
import { formatCount, formatQuantity } from '../numbers';
import { compareServices } from '../order';
import { shownName } from '../untrusted';
import { EMPTY_LINE, type Line, paragraph } from './lines';
import { tableLines } from './table';

/** The services as a table of at most `limit` rows, those with most orphans first; only their number for 0. */
export function serviceLines({ services }: Report, limit: number): Line[] {
  if (services.length === 0) return [];
  if (limit <= 0)
    return [
      ...paragraph(`${formatQuantity(services.length, 'service')}: --verbose shows them`, 'dim'),
      EMPTY_LINE,
    ];
  const shown = services.toSorted(compareServices).slice(0, limit);
  const rows = shown.map(({ name, spans, traces, roots, orphans }) => [
    shownName(name),
    ...[spans, traces, roots, orphans].map(formatCount),
  ]);
  return [
    ...tableLines({ head: ['Service', 'Spans', 'Traces', 'Roots', 'Orphans'], rows, names: 1 }),
    ...more(services.length - shown.length, 'service'),
    EMPTY_LINE,
  ];
}

/** The edges as a table, those with most unanswered calls first. */
export function edgeLines({ edges }: Report): Line[] {
  if (edges.length === 0) return [];
  const rows = edges
    .toSorted((a, b) => b.withoutServer - a.withoutServer || b.calls - a.calls)
    .map(({ from, to, calls, withoutServer }) => [
      shownName(from),
      shownName(to),
      formatCount(calls),
      formatCount(withoutServer),
    ]);
  return [...tableLines({ head: ['From', 'To', 'Calls', 'No server'], rows, names: 2 }), EMPTY_LINE];
}

function more(hidden: number, what: string): Line[] {
  return hidden > 0
    ? paragraph(`and ${formatQuantity(hidden, `more ${what}`)}: --verbose shows all`, 'dim')
    : [];
}
