import type { Corpus } from '../../model/corpus';
import { addressFrom } from '../../model/kernel/kernels';
import { SURVEY_KERNEL } from './survey-kernel';

/** Why nobody is to blame for a missing parent, by the number that the kernel has for it (kernel/survey/settle.ts). */
const EXCUSES = [null, 'invalid-parent-id', 'declared-sampling', 'phantom-parent'] as const;
export type Excuse = (typeof EXCUSES)[number];

/** What is to be known before orphans are settled. */
export interface OrphansToSettle {
  /** Parentage by row and facts by trace, in the memory of the corpus. */
  readonly parentage: Uint8Array;
  readonly traceFacts: Uint16Array;
  /** Rows of the orphans, ascending, the trace of each, and 1 where its parent is a phantom. */
  readonly rows: Uint32Array;
  readonly traces: Uint32Array;
  readonly phantoms: Uint8Array;
  /** How many name their parent by an ID that is none. */
  readonly invalidParents: number;
  /** Calls that nobody answers: rows, ascending, and the services that should have. */
  readonly calls: Uint32Array;
  readonly callees: Uint32Array;
  /** Who calls whom: pairs of a service and the number of an edge, and by service which pair is its first. */
  readonly callers: Uint32Array;
  readonly firstCallers: Uint32Array;
  /** How many edges there are. */
  readonly edges: number;
}

/** What becomes of them. */
export interface SettledOrphans {
  /** By orphan: the number of the edge over which it was most likely called; -1: it was not, or that is not known. */
  readonly edges: Int32Array;
  /** The excuse for the missing parent of an orphan, by its index; null where there is none. */
  readonly excuseOf: (orphan: number) => Excuse;
  readonly groups: readonly OrphanGroup[];
  /** The earliest orphan of each trace without a root that has one, ascending. */
  readonly tops: Uint32Array;
}

/** Orphans that are alike. */
export interface OrphanGroup {
  /** Whether their missing parents were in the same process (`local`), or in that of the likely caller, or of an unknown one. */
  readonly kind: 'local' | 'called' | 'uncalled';
  /** The number of the edge where they were called, else of the service. */
  readonly subject: number;
  readonly excuse: Excuse;
  /** Ascending. */
  readonly rows: Uint32Array;
}

/** As a key of the kernel has it (kernel/survey/settle.ts). */
const EXCUSE_BITS = 2;
const EXCUSE_MASK = (1 << EXCUSE_BITS) - 1;

/** Infers who called, looks for excuses, and puts together what is alike. @throws RangeError where there is no room */
export function settledOrphans(corpus: Corpus, known: OrphansToSettle): SettledOrphans {
  const { memory, block, services } = corpus;
  const kernel = SURVEY_KERNEL.create({ env: { memory: memory.shared } });
  const length = known.rows.length;
  const placed = (list: Uint32Array) => {
    if (list.buffer === memory.buffer) return list.byteOffset;
    const words = memory.newWords(list.length);
    words.set(list);
    return words.byteOffset;
  };
  const phantoms = memory.newOctets(length);
  phantoms.set(known.phantoms);
  const plan = placed(
    Uint32Array.of(
      block,
      known.parentage.byteOffset,
      known.traceFacts.byteOffset,
      services.length,
      known.edges,
      placed(known.rows),
      placed(known.traces),
      phantoms.byteOffset,
      known.invalidParents,
      length,
      placed(known.calls),
      placed(known.callees),
      known.calls.length,
      placed(known.callers),
      placed(known.firstCallers),
    ),
  );
  const settled = memory.need(addressFrom(kernel.settleOrphans(plan)));
  const [edges = 0, excuses = 0, rows = 0, groups = 0, tops = 0, topCount = 0] = memory.wordsAt(settled, 6);
  const numbers = new Uint8Array(memory.buffer, excuses, length);
  return {
    edges: new Int32Array(memory.buffer, edges, length),
    excuseOf: (orphan) => EXCUSES[numbers[orphan]!]!,
    groups: groupsOf(memory.listAt(groups), memory.wordsAt(rows, length), services.length),
    tops: memory.wordsAt(tops, topCount),
  };
}

/** @param pairs key and size of each group, in the order of the rows */
function groupsOf(pairs: Uint32Array, rows: Uint32Array, services: number): OrphanGroup[] {
  const groups: OrphanGroup[] = [];
  let end = 0;
  for (let at = 0; at < pairs.length; at += 2) {
    const key = pairs[at]!;
    const begin = end;
    end += pairs[at + 1]!;
    groups.push({
      ...subjectOf(key >>> EXCUSE_BITS, services),
      excuse: EXCUSES[key & EXCUSE_MASK]!,
      rows: rows.subarray(begin, end),
    });
  }
  return groups;
}

/** Services come twice, as those of local orphans and of uncalled ones; the edges follow. */
function subjectOf(number: number, services: number): Pick<OrphanGroup, 'kind' | 'subject'> {
  if (number < services) return { kind: 'local', subject: number };
  if (number < services * 2) return { kind: 'uncalled', subject: number - services };
  return { kind: 'called', subject: number - services * 2 };
}
