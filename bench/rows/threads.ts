import { availableParallelism } from 'node:os';
import { race, together } from '../measure';
import { ours } from './contenders';
import { ratio, seconds, yesOrNo } from './format';
import type { Bench, Line, Row } from './row';

const FASTER = 1.6;
/** Large enough that starting a thread, and compiling its code, does not decide. */
const TIMES_AS_MANY = 4;

/** As many reading threads as there are cores against one, and what cores give to those who share nothing. */
export const threads: Row = {
  id: 'threads',
  measure: async (bench) => [
    ...(await measure(bench, 'OTLP JSON lines', 0)),
    ...(await measure(bench, 'OTLP JSON lines, 8 attributes a span', 8)),
  ],
};

async function measure(
  { archives, spans, rounds, note }: Bench,
  title: string,
  attributes: number,
): Promise<readonly Line[]> {
  const archive = await archives.get({ spans: spans * TIMES_AS_MANY, attributes });
  const cores = availableParallelism();
  const all = ours(archive, 'tracewarden, all threads', { threads: cores });
  const one = ours(archive, 'tracewarden --threads 1', { threads: 1 });
  await race([all, one], rounds, note);
  const apart = await together(one, cores, rounds);
  const faster = one.millis / all.millis;
  const what = `${title}, ${(spans * TIMES_AS_MANY) / 1e6} M spans`;
  const reference = `--threads 1 ${seconds(one.millis)}`;
  return [
    {
      what: `${what}, ${cores} threads against one`,
      ours: seconds(all.millis),
      reference,
      ratio: ratio(faster),
      target: `≥ ${FASTER}`,
      met: yesOrNo(faster >= FASTER),
    },
    {
      what: `${what}, ${cores} processes that share nothing at the same time, against one after the other`,
      ours: seconds(apart),
      reference: `${cores} times ${reference}`,
      ratio: ratio((cores * one.millis) / apart),
      target: '',
      met: null,
    },
  ];
}
