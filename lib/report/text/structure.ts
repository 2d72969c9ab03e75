import type { Report } from '../model';
import { formatQuantity } from '../numbers';
import { EMPTY_LINE, type Line, labelled } from './lines';

/** The shape of the judged traces: what is there of each kind. */
export function structureLines({ structure }: Report): Line[] {
  const facts = [
    formatQuantity(structure.spans, 'distinct span'),
    ...quantity(structure.resends, 'exact resend'),
    ...quantity(structure.orphans, 'orphan'),
    ...quantity(structure.missingParents, 'missing parent'),
    ...quantity(structure.tracesWithOrphans, 'trace with orphans', 'traces with orphans'),
    ...quantity(structure.rootless, 'trace without a root', 'traces without a root'),
    ...quantity(structure.multiRoot, 'trace with several roots', 'traces with several roots'),
    ...quantity(structure.idClashes, 'span ID clash', 'span ID clashes'),
    ...quantity(structure.sharedRpc, 'shared client and server ID'),
    ...quantity(structure.selfParents, 'self-parent'),
    ...quantity(structure.cycles, 'parent cycle'),
    ...quantity(structure.invalidIds, 'invalid ID'),
  ];
  return [...labelled('Structure', `${facts.join(', ')}.`), EMPTY_LINE];
}

function quantity(value: number, singular: string, plural?: string): string[] {
  return value === 0 ? [] : [formatQuantity(value, singular, plural)];
}
