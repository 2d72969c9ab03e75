import { InvalidField, isObject, listOf, member, textOrNull } from '../json/values';

/** What the references of a span say. */
export interface References {
  /** The parent's span ID as it came; null where no reference names one. */
  readonly parent: string | null;
  /** Whether there are references besides the one to the parent. */
  readonly hasOthers: boolean;
}

interface Reference {
  readonly type: string | null;
  readonly traceId: string | null;
  readonly spanId: string | null;
}

/**
 * Finds the parent among a span's references: the first CHILD_OF within its trace, else the first FOLLOWS_FROM
 * within it (as Jaeger's own model does); what refers to another trace is a link, never a parent. Spans embedded in
 * references are not looked at. @throws InvalidField
 */
export function referencesOf(value: unknown, traceId: string | null): References {
  const references = listOf('references', value).map(referenceOf);
  const own = references.filter((reference) => isSameId(reference.traceId, traceId));
  const parent =
    own.find((reference) => reference.type === 'CHILD_OF') ??
    own.find((reference) => reference.type === 'FOLLOWS_FROM');
  const others = references.filter(
    (reference) =>
      !isSameId(reference.traceId, traceId) || !isSameId(reference.spanId, parent?.spanId ?? null),
  );
  return {
    parent: parent?.spanId ?? null,
    hasOthers: parent === undefined ? references.length > 0 : others.length > 0,
  };
}

function referenceOf(value: unknown): Reference {
  if (!isObject(value)) throw new InvalidField('references', 'an array of objects', value);
  return {
    type: textOrNull('references.refType', member(value, ['refType'])),
    traceId: textOrNull('references.traceID', member(value, ['traceID'])),
    spanId: textOrNull('references.spanID', member(value, ['spanID'])),
  };
}

/** Whether two IDs are the same but for letter case and leading zeros; one that is not given is. */
function isSameId(one: string | null, other: string | null): boolean {
  if (one === null || other === null || one === other) return true;
  return bare(one) === bare(other);
}

function bare(id: string): string {
  return id.toLowerCase().replace(/^0+/, '');
}
