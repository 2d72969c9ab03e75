import { availableParallelism } from 'node:os';
import type { ArchiveOptions } from '../archive/options';
import { race, together } from '../measure';
import { ours } from './contenders';
import { ratio, seconds, yesOrNo } from './format';
import type { Bench, Line, Row } from './row';

const FASTER = 1.6;

interface Measure {
  readonly title: string;
  /** How many times as many spans as usual. */
  readonly times: number;
  readonly options: Partial<ArchiveOptions>;
}

/** Until a thread has started, and the engine has compiled for it what it had for the first, reading goes on alone. */
const MEASURES: readonly Measure[] = [
  { title: 'OTLP JSON lines', times: 16, options: {} },
  { title: 'OTLP JSON lines', times: 4, options: {} },
  { title: 'OTLP JSON lines in one file', times: 4, options: { objects: 1 } },
  { title: 'OTLP JSON lines, 8 attributes a span', times: 4, options: { attributes: 8 } },
];

/** As many reading threads as there are cores against one, and what cores give to those who share nothing. */
export const threads: Row = {
  id: 'threads',
  async measure(bench) {
    const lines: Line[] = [];
    for (const measure of MEASURES) lines.push(...(await linesOf(bench, measure)));
    return lines;
  },
};

async function linesOf(
  { archives, spans, rounds, note }: Bench,
  { title, times, options }: Measure,
): Promise<readonly Line[]> {
  const archive = await archives.get({ ...options, spans: spans * times });
  const cores = availableParallelism();
  const all = ours(archive, 'tracewarden, all threads', { threads: cores });
  const one = ours(archive, 'tracewarden --threads 1', { threads: 1 });
  await race([all, one], rounds, note);
  const apart = await together(one, cores, rounds);
  const faster = one.millis / all.millis;
  const what = `${title}, ${(spans * times) / 1e6} M spans`;
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
