import { race } from '../measure';
import { ours } from './contenders';
import { ratio, seconds, yesOrNo } from './format';
import type { Bench, Line, Row } from './row';

const SHARE = 0.25;

/** Sorting into traces and all checks against reading, in one audit; and with findings and the report. */
export const judging: Row = {
  id: 'judging',
  measure: async (bench) => [
    ...(await measure(bench, 'OTLP JSON lines', 0)),
    ...(await measure(bench, 'OTLP JSON lines, 8 attributes a span', 8)),
  ],
};

async function measure(
  { archives, spans, rounds, note }: Bench,
  title: string,
  attributes: number,
): Promise<Line[]> {
  const audit = ours(await archives.get({ spans, attributes }));
  await race([audit], rounds, note);
  const reading = audit.count('readingMillis');
  const judging = audit.count('judgingMillis');
  const whole = judging + audit.count('reportingMillis');
  const reference = `reading ${seconds(reading)}`;
  return [
    {
      what: `Assembly and all checks against reading ${title}`,
      ours: seconds(judging),
      reference,
      ratio: ratio(judging / reading),
      target: `< ${SHARE}`,
      met: yesOrNo(judging / reading < SHARE),
    },
    {
      what: `The same with findings and the report against reading ${title}`,
      ours: seconds(whole),
      reference,
      ratio: ratio(whole / reading),
      target: '',
      met: null,
    },
  ];
}
