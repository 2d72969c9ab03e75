import { race } from '../measure';
import { ours } from './contenders';
import { megabytes, ratio } from './format';
import type { Row } from './row';

const SIZES = [0.25, 1, 4] as const;
const SPREAD = 1.15;
const PEAK_BYTES = 400e6;

/** The time that a span takes in archives of a quarter of the size, the size and four times the size. */
export const growth: Row = {
  id: 'growth',
  async measure({ archives, spans, rounds, note }) {
    const sizes = [];
    for (const factor of SIZES) {
      const archive = await archives.get({ spans: Math.round(spans * factor) });
      const contender = ours(archive, `tracewarden, ${archive.truth['spansWritten']} spans`);
      sizes.push({ factor, contender, written: archive.truth['spansWritten'] ?? 0 });
    }
    const contenders = sizes.map(({ contender }) => contender);
    await race(contenders, rounds, note);
    const perSpan = sizes.map(({ contender, written }) => (contender.millis / written) * 1e6);
    const spread = Math.max(...perSpan) / Math.min(...perSpan);
    const normal = contenders[SIZES.indexOf(1)]!;
    return [
      {
        what: `Growth: time per span at ${SIZES.map((factor) => millions(spans * factor)).join(', ')} spans`,
        ours: perSpan.map((nanos) => `${Math.round(nanos)} ns`).join(', '),
        reference: 'the least of the three',
        ratio: ratio(spread),
        target: `≤ ${SPREAD}`,
        met: spread <= SPREAD,
      },
      {
        what: `Peak memory at ${millions(spans)} spans, default budget`,
        ours: megabytes(normal.peakBytes),
        reference: megabytes(PEAK_BYTES),
        ratio: ratio(normal.peakBytes / PEAK_BYTES),
        target: '< 1',
        met: normal.peakBytes < PEAK_BYTES,
      },
    ];
  },
};

function millions(spans: number): string {
  return `${spans / 1e6} M`;
}
