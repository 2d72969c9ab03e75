import { availableParallelism } from 'node:os';
import { race } from '../measure';
import { ours } from './contenders';
import { ratio, seconds, yesOrNo } from './format';
import type { Row } from './row';

const FASTER = 1.6;

/** As many reading threads as there are cores against one. */
export const threads: Row = {
  id: 'threads',
  async measure({ archives, spans, rounds, note }) {
    // Large enough that starting a thread, and compiling its code, does not decide.
    const archive = await archives.get({ spans: spans * 4 });
    const all = ours(archive, 'tracewarden, all threads', availableParallelism());
    const one = ours(archive, 'tracewarden --threads 1', 1);
    await race([all, one], rounds, note);
    const faster = one.millis / all.millis;
    return [
      {
        what: `OTLP JSON lines, ${(spans * 4) / 1e6} M spans, ${availableParallelism()} threads against one`,
        ours: seconds(all.millis),
        reference: `--threads 1 ${seconds(one.millis)}`,
        ratio: ratio(faster),
        target: `≥ ${FASTER}`,
        met: yesOrNo(faster >= FASTER),
      },
    ];
  },
};
