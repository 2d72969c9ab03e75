import { recordOf, serviceOf } from '../shared/corpus';
import { take } from '../shared/heap';
import { List, newList } from '../shared/list';
import { AT_FACTS, AT_FLAGS, AT_KIND, AT_PARENT_ID } from '../shared/record';
import { FACT_INVALID_PARENT_ID, FLAG_HAS_IS_REMOTE } from '../shared/span';
import { LOCAL, parentageOf, REMOTE, saysRemote, setParentage } from './parentage';
import { AT_ENTRY_ORPHANS, AT_LOCAL_ORPHANS, AT_ORPHANS, AT_REMOTE_ORPHANS, countOne, countsOf } from './services';

/** Spans whose parent is missing (lib/checks/kernel/survey-kernel.ts reads it). */
@unmanaged
export class Orphans {
  rows: List;
  /** The trace of each. */
  traces: List;
  /** Rows of those that do not say whether their parent was in the same process. */
  silent: List;
  /** Traces with so many that their parents were not compared. */
  crowded: List;
  /** Different parents that are missing, each within its trace, but for those of crowded traces. */
  parents: u32;
  /** Those that name their parent by an ID that is none. */
  invalid: u32;
}

export let orphans: Orphans = changetype<Orphans>(0);

/** Orphans of one trace up to which the parent of each is compared with those before it. */
const FEW: u32 = 16;

/** @returns whether there is room */
export function startOrphans(): bool {
  orphans = changetype<Orphans>(take(offsetof<Orphans>()));
  if (changetype<usize>(orphans) == 0) return false;
  orphans.rows = newList();
  orphans.traces = newList();
  orphans.silent = newList();
  orphans.crowded = newList();
  return (
    changetype<usize>(orphans.rows) != 0 &&
    changetype<usize>(orphans.traces) != 0 &&
    changetype<usize>(orphans.silent) != 0 &&
    changetype<usize>(orphans.crowded) != 0
  );
}

/** How many there are so far. */
@inline
export function orphanCount(): u32 {
  return orphans.rows.length;
}

/** Notes a span whose parent is missing, and where it says that this was. */
export function noteOrphan(trace: u32, row: u32, counts: usize): void {
  countOne(counts, AT_ORPHANS);
  orphans.rows.push(row);
  orphans.traces.push(trace);
  const record = recordOf(row);
  if ((load<u16>(record, AT_FACTS) & FACT_INVALID_PARENT_ID) != 0) orphans.invalid++;
  const flags = load<u16>(record, AT_FLAGS);
  const kind = load<u8>(record, AT_KIND);
  if ((flags & FLAG_HAS_IS_REMOTE) == 0 && kind == 0) return orphans.silent.push(row);
  const isRemote = saysRemote(flags, kind);
  setParentage(row, isRemote ? REMOTE : LOCAL);
  countOne(counts, isRemote ? AT_REMOTE_ORPHANS : AT_LOCAL_ORPHANS);
}

/** Counts those of a trace without a root whose parents were in other processes; they are the ones from `from` on. */
export function countAtEntry(from: u32): void {
  for (let index = from; index < orphanCount(); index++) {
    const row = rowAt(index);
    if (parentageOf(row) == REMOTE) countOne(countsOf(serviceOf(row)), AT_ENTRY_ORPHANS);
  }
}

/** Counts the different parents of the trace's orphans, which are the ones from `from` on. */
export function countMissing(trace: u32, from: u32): void {
  if (orphanCount() - from > FEW) return orphans.crowded.push(trace);
  for (let index = from; index < orphanCount(); index++) {
    const missing = missingAt(index);
    let other = from;
    while (missingAt(other) != missing) other++;
    if (other == index) orphans.parents++;
  }
}

@inline
function rowAt(index: u32): u32 {
  return load<u32>(orphans.rows.at + (index << 2));
}

/** The ID of the missing parent of an orphan. */
@inline
function missingAt(index: u32): u64 {
  return load<u64>(recordOf(rowAt(index)), AT_PARENT_ID);
}
