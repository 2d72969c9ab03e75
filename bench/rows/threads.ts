import { availableParallelism } from 'node:os';
import type { ArchiveOptions } from '../archive/options';
import { type Contender, canHoldToOneCore, race, together } from '../measure';
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

/**
 * One thread for each core, against one thread that has one core. Below it, against one thread that has all cores to
 * itself, on which the engine compiles and collects beside it; and what cores give to those who share nothing.
 */
export const threads: Row = {
  id: 'threads',
  async measure(bench) {
    const canHold = canHoldToOneCore();
    if (!canHold) bench.note('  nothing is held to one core here: that takes taskset, which Linux has');
    const lines: Line[] = [];
    for (const measure of MEASURES) lines.push(...(await linesOf(bench, measure, canHold)));
    return lines;
  },
};

async function linesOf(
  { archives, spans, rounds, note }: Bench,
  { title, times, options }: Measure,
  canHold: boolean,
): Promise<readonly Line[]> {
  const archive = await archives.get({ ...options, spans: spans * times });
  const cores = availableParallelism();
  const all = ours(archive, `tracewarden, ${cores} threads`, { threads: cores });
  const one = ours(archive, 'tracewarden, one thread', { threads: 1 });
  const held = ours(archive, 'tracewarden, one thread on one core', { threads: 1, onOneCore: true });
  await race(canHold ? [all, one, held] : [all, one], rounds, note);
  const apart = await together(one, cores, rounds);
  const what = `${title}, ${(spans * times) / 1e6} M spans`;
  const inAll = { what: `${what}, ${cores} threads`, ours: seconds(all.millis) };
  const withoutTarget = { target: '', met: null };
  return [
    ...(canHold ? [onCores(`${what}, ${cores} cores against one`, all, held)] : []),
    {
      ...inAll,
      reference: `one thread, ${cores} cores ${seconds(one.millis)}`,
      ratio: ratio(one.millis / all.millis),
      ...withoutTarget,
    },
    {
      what: `${what}, ${cores} processes that share nothing at the same time, against one after the other`,
      ours: seconds(apart),
      reference: `${cores} times one thread ${seconds(one.millis)}`,
      ratio: ratio((cores * one.millis) / apart),
      ...withoutTarget,
    },
  ];
}

function onCores(what: string, all: Contender, held: Contender): Line {
  const faster = held.millis / all.millis;
  return {
    what,
    ours: seconds(all.millis),
    reference: `one core ${seconds(held.millis)}`,
    ratio: ratio(faster),
    target: `≥ ${FASTER}`,
    met: yesOrNo(faster >= FASTER),
  };
}
