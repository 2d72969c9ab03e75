import { race } from '../measure';
import { duckdb as duckdbContender, ours } from './contenders';
import { megabytes, ratio, seconds, yesOrNo } from './format';
import type { Row } from './row';

/** The whole audit against DuckDB that reads the same lines and counts the orphans. Both use all cores. */
export const duckdb: Row = {
  id: 'duckdb',
  async measure({ archives, spans, rounds, note }) {
    const archive = await archives.get({ spans });
    const audit = ours(archive);
    const reference = duckdbContender(archive);
    await race([audit, reference], rounds, note);
    const time = audit.millis / reference.millis;
    const memory = audit.peakBytes / reference.peakBytes;
    return [
      {
        what: 'Orphans of OTLP JSON lines, time',
        ours: seconds(audit.millis),
        reference: `DuckDB ${seconds(reference.millis)}`,
        ratio: ratio(time),
        target: '< 1',
        met: yesOrNo(time < 1),
      },
      {
        what: 'Orphans of OTLP JSON lines, peak memory',
        ours: megabytes(audit.peakBytes),
        reference: `DuckDB ${megabytes(reference.peakBytes)}`,
        ratio: ratio(memory),
        target: '< 1',
        met: yesOrNo(memory < 1),
      },
    ];
  },
};
