import { Contender, race } from '../measure';
import { pick } from './contenders';
import { megabytes, ratio, seconds, yesOrNo } from './format';
import type { Row } from './row';

const ATTRIBUTES = 4;
const MOST_FOR_ATTRIBUTES = 1.6;
const FOUND = ['spans', 'orphans', 'complete', 'incomplete', 'spansWritten', 'objects'] as const;
/** Checks that need nothing but the structure of traces. */
const STRUCTURE = ['orphan-span', 'missing-root', 'multiple-roots'];

/** And one that needs address, port and URL of whom a span calls, wherever the block keeps them. */
const PEERS = 'client-without-server';

/** A block as Tempo leaves it: the audit of its structure against DuckDB, and what attributes cost on top. */
export const blocks: Row = {
  id: 'blocks',
  async measure({ archives, spans, rounds, note }) {
    const archive = await archives.get({ spans, format: 'tempo-block', attributes: ATTRIBUTES, resends: 0 });
    const { directory, truth } = archive;
    const structure = new Contender(
      'structure',
      { kind: 'audit', directory, checks: STRUCTURE },
      { ...pick(truth, FOUND), problems: 0, sampleRate: 1 },
    );
    const withAttributes = new Contender(
      'with attributes',
      { kind: 'audit', directory, checks: [...STRUCTURE, PEERS] },
      { ...pick(truth, FOUND), problems: 0, sampleRate: 1 },
    );
    const duckdb = new Contender('DuckDB', { kind: 'duckdb-blocks', directory }, pick(truth, ['orphans']));
    await race([structure, withAttributes, duckdb], rounds, note);
    const time = structure.millis / duckdb.millis;
    const memory = structure.peakBytes / duckdb.peakBytes;
    const attributes = withAttributes.millis / structure.millis;
    return [
      {
        what: 'Orphans of a Tempo block, time',
        ours: seconds(structure.millis),
        reference: `DuckDB ${seconds(duckdb.millis)}`,
        ratio: ratio(time),
        target: '< 1',
        met: yesOrNo(time < 1),
      },
      {
        what: 'Orphans of a Tempo block, peak memory',
        ours: megabytes(structure.peakBytes),
        reference: `DuckDB ${megabytes(duckdb.peakBytes)}`,
        ratio: ratio(memory),
        target: '< 1',
        met: yesOrNo(memory < 1),
      },
      {
        what: 'Tempo block with three attributes of each call on top of its structure',
        ours: seconds(withAttributes.millis),
        reference: `structure ${seconds(structure.millis)}`,
        ratio: ratio(attributes),
        target: `<= ${MOST_FOR_ATTRIBUTES}`,
        met: yesOrNo(attributes <= MOST_FOR_ATTRIBUTES),
      },
    ];
  },
};
