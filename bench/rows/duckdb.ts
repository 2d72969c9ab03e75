import { race } from '../measure';
import { againstDuckdb } from './against-duckdb';
import { duckdb as duckdbContender, ours } from './contenders';
import type { Row } from './row';

/** The whole audit against DuckDB that reads the same lines and counts the orphans. Both use all cores. */
export const duckdb: Row = {
  id: 'duckdb',
  async measure({ archives, spans, rounds, note }) {
    const archive = await archives.get({ spans });
    const audit = ours(archive);
    const reference = duckdbContender(archive);
    await race([audit, reference], rounds, note);
    return againstDuckdb('Orphans of OTLP JSON lines', audit, reference);
  },
};
