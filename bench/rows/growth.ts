import { type Contender, race } from '../measure';
import { ours } from './contenders';
import { megabytes, ratio, seconds, yesOrNo } from './format';
import type { Bench, Line, Row } from './row';

const SIZES = [0.25, 1, 4] as const;
/** So small that nearly all that it takes is what any audit takes. */
const TINY = 0.002;
const SPREAD = 1.15;
const PEAK_BYTES = 400e6;

/** So much is audited before what is measured, in as many audits as that takes: all code that runs often is compiled by then. */
const BEFORE = Math.max(...SIZES);

interface Size {
  readonly contender: Contender;
  readonly written: number;
}

/** The time that a span takes in archives of a quarter of the size, the size and four times the size. */
export const growth: Row = {
  id: 'growth',
  async measure(bench) {
    const { spans, rounds, note } = bench;
    const [tiny, ...fresh] = await sizesOf(bench, [TINY, ...SIZES], () => ({}));
    await race(contendersOf([tiny!, ...fresh]), rounds, note);
    const warm = await sizesOf(bench, SIZES, (factor) => ({ threads: 1, before: BEFORE / factor }));
    await race(contendersOf(warm), rounds, note);
    const alone = await sizesOf(bench, SIZES, () => ({ threads: 1 }));
    await race(contendersOf(alone), rounds, note);
    const further = alone.slice(1).map((size, index) => furtherSpan(alone[index]!, size));
    const normal = fresh[SIZES.indexOf(1)]!.contender;
    const at = `time per span at ${SIZES.map((factor) => millions(spans * factor)).join(', ')} spans`;
    return [
      growthOf(`Growth: ${at}`, fresh),
      growthOf(
        `Growth: ${at}, in one thread of a process that has audited ${millions(spans * BEFORE)} spans before`,
        warm,
      ),
      shareOfAny(spans, tiny!, fresh[0]!),
      {
        what: 'Growth: time of each further span, from size to size, all in one thread',
        ours: list(further),
        reference: 'the least of the two',
        ratio: ratio(Math.max(...further) / Math.min(...further)),
        target: '',
        met: null,
      },
      {
        what: `Peak memory at ${millions(spans)} spans, default budget`,
        ours: megabytes(normal.peakBytes),
        reference: megabytes(PEAK_BYTES),
        ratio: ratio(normal.peakBytes / PEAK_BYTES),
        target: '< 1',
        met: yesOrNo(normal.peakBytes < PEAK_BYTES),
      },
    ];
  },
};

async function sizesOf(
  { archives, spans }: Bench,
  factors: readonly number[],
  optionsFor: (factor: number) => Parameters<typeof ours>[2],
): Promise<Size[]> {
  const sizes: Size[] = [];
  for (const factor of factors) {
    const archive = await archives.get({ spans: Math.round(spans * factor) });
    const written = archive.truth['spansWritten'] ?? 0;
    sizes.push({ contender: ours(archive, `tracewarden, ${written} spans`, optionsFor(factor)), written });
  }
  return sizes;
}

function contendersOf(sizes: readonly Size[]): Contender[] {
  return sizes.map(({ contender }) => contender);
}

function growthOf(what: string, sizes: readonly Size[]): Line {
  const perSpan = sizes.map(({ contender, written }) => (contender.millis / written) * 1e6);
  const spread = Math.max(...perSpan) / Math.min(...perSpan);
  return {
    what,
    ours: list(perSpan),
    reference: 'the least of the three',
    ratio: ratio(spread),
    target: `≤ ${SPREAD}`,
    met: yesOrNo(spread <= SPREAD),
  };
}

/** What any audit takes, as a share of what the smallest of the sizes does. */
function shareOfAny(spans: number, tiny: Size, smallest: Size): Line {
  const [any, all] = [tiny.contender.millis, smallest.contender.millis];
  return {
    what: `What an audit of ${(spans * TINY).toLocaleString('en-US')} spans takes, of one of ${millions(spans * SIZES[0])}`,
    ours: seconds(any),
    reference: seconds(all),
    ratio: ratio(any / all),
    target: '',
    met: null,
  };
}

/** Nanoseconds that a span adds between two sizes: without what an audit takes however small its input is. */
function furtherSpan(small: Size, large: Size): number {
  return ((large.contender.millis - small.contender.millis) / (large.written - small.written)) * 1e6;
}

function list(nanos: readonly number[]): string {
  return nanos.map((value) => `${Math.round(value)} ns`).join(', ');
}

function millions(spans: number): string {
  return `${spans / 1e6} M`;
}
