import type { ObjectOutcome } from './object-reader';

/** One outcome for each object, in their order: that of an object that was read in parts is made of theirs. */
export function joinOutcomes(outcomes: readonly ObjectOutcome[]): ObjectOutcome[] {
  const byObject = Map.groupBy(outcomes, ({ object }) => object);
  return [...byObject.values()]
    .map((parts) => (parts.length === 1 ? parts[0]! : joined(parts.toSorted((a, b) => a.from - b.from))))
    .sort((a, b) => a.object - b.object);
}

/** @param parts of one object, in their order */
function joined(parts: readonly ObjectOutcome[]): ObjectOutcome {
  const sum = (of: (part: ObjectOutcome) => number) => parts.reduce((total, part) => total + of(part), 0);
  const complete = parts.every((part) => part.complete);
  return {
    ...parts[0]!,
    storedBytes: sum((part) => part.storedBytes),
    decodedBytes: sum((part) => part.decodedBytes),
    complete,
    isBrokenWithin: !complete,
    spansRead: sum((part) => part.spansRead),
    spansRejected: sum((part) => part.spansRejected),
    skippedLogs: sum((part) => part.skippedLogs),
    skippedMetrics: sum((part) => part.skippedMetrics),
    problems: parts.flatMap((part) => part.problems),
    damagedTraces: parts.flatMap((part) => part.damagedTraces),
    rawIds: parts.flatMap((part) => part.rawIds),
  };
}
