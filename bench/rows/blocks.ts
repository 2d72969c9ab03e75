import { Contender, race } from '../measure';
import { againstDuckdb } from './against-duckdb';
import { pick } from './contenders';
import { ratio, seconds, yesOrNo } from './format';
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
    const found = { ...pick(truth, FOUND), problems: 0, sampleRate: 1 };
    const audit = (name: string, checks: readonly string[]) =>
      new Contender(name, { kind: 'audit', directory, checks }, found);
    const structure = audit('structure', STRUCTURE);
    const withAttributes = audit('with attributes', [...STRUCTURE, PEERS]);
    const duckdb = new Contender('DuckDB', { kind: 'duckdb-blocks', directory }, pick(truth, ['orphans']));
    await race([structure, withAttributes, duckdb], rounds, note);
    const attributes = withAttributes.millis / structure.millis;
    return [
      ...againstDuckdb('Orphans of a Tempo block', structure, duckdb),
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
