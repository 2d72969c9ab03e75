import { type Contender, race } from '../measure';
import { ours } from './contenders';
import { megabytes, ratio, yesOrNo } from './format';
import type { Row } from './row';

const SIZES = [0.25, 1, 4] as const;
const SPREAD = 1.15;
const PEAK_BYTES = 400e6;

interface Size {
  readonly contender: Contender;
  readonly written: number;
}

/** The time that a span takes in archives of a quarter of the size, the size and four times the size. */
export const growth: Row = {
  id: 'growth',
  async measure({ archives, spans, rounds, note }) {
    const sizes: Size[] = [];
    for (const factor of SIZES) {
      const archive = await archives.get({ spans: Math.round(spans * factor) });
      const contender = ours(archive, `tracewarden, ${archive.truth['spansWritten']} spans`);
      sizes.push({ contender, written: archive.truth['spansWritten'] ?? 0 });
    }
    const contenders = sizes.map(({ contender }) => contender);
    await race(contenders, rounds, note);
    const perSpan = sizes.map(({ contender, written }) => (contender.millis / written) * 1e6);
    const spread = Math.max(...perSpan) / Math.min(...perSpan);
    const further = sizes.slice(1).map((size, index) => furtherSpan(sizes[index]!, size));
    const normal = contenders[SIZES.indexOf(1)]!;
    return [
      {
        what: `Growth: time per span at ${SIZES.map((factor) => millions(spans * factor)).join(', ')} spans`,
        ours: list(perSpan),
        reference: 'the least of the three',
        ratio: ratio(spread),
        target: `≤ ${SPREAD}`,
        met: yesOrNo(spread <= SPREAD),
      },
      {
        what: 'Growth: time of each further span, from size to size',
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
