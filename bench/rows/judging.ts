import { race } from '../measure';
import { ours } from './contenders';
import { ratio, seconds, yesOrNo } from './format';
import type { Row } from './row';

const SHARE = 0.25;

/** Sorting into traces, all checks and the report against reading, in one audit. */
export const judging: Row = {
  id: 'judging',
  async measure({ archives, spans, rounds, note }) {
    const audit = ours(await archives.get({ spans }));
    await race([audit], rounds, note);
    const share = audit.count('judgingMillis') / audit.count('readingMillis');
    return [
      {
        what: 'Assembly and all checks against reading OTLP JSON lines',
        ours: seconds(audit.count('judgingMillis')),
        reference: `reading ${seconds(audit.count('readingMillis'))}`,
        ratio: ratio(share),
        target: `< ${SHARE}`,
        met: yesOrNo(share < SHARE),
      },
    ];
  },
};
