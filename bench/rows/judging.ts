import { race } from '../measure';
import { ours } from './contenders';
import { ratio, seconds, yesOrNo } from './format';
import type { Bench, Line, Row } from './row';

const SHARE = 0.25;

/** Sorting into traces, all checks and the report against reading, in one audit. */
export const judging: Row = {
  id: 'judging',
  measure: async (bench) => [
    await measure(bench, 'OTLP JSON lines', 0),
    await measure(bench, 'OTLP JSON lines, 8 attributes a span', 8),
  ],
};

async function measure(
  { archives, spans, rounds, note }: Bench,
  title: string,
  attributes: number,
): Promise<Line> {
  const audit = ours(await archives.get({ spans, attributes }));
  await race([audit], rounds, note);
  const share = audit.count('judgingMillis') / audit.count('readingMillis');
  return {
    what: `Assembly and all checks against reading ${title}`,
    ours: seconds(audit.count('judgingMillis')),
    reference: `reading ${seconds(audit.count('readingMillis'))}`,
    ratio: ratio(share),
    target: `< ${SHARE}`,
    met: yesOrNo(share < SHARE),
  };
}
