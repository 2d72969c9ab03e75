import type { Contender } from '../measure';
import { megabytes, ratio, seconds, yesOrNo } from './format';
import type { Line } from './row';

/** Two lines: time and peak memory of ours in relation to DuckDB's; both are to be less. */
export function againstDuckdb(what: string, ours: Contender, duckdb: Contender): readonly Line[] {
  const less = (quantity: string, key: 'millis' | 'peakBytes', written: (value: number) => string): Line => {
    const share = ours[key] / duckdb[key];
    return {
      what: `${what}, ${quantity}`,
      ours: written(ours[key]),
      reference: `DuckDB ${written(duckdb[key])}`,
      ratio: ratio(share),
      target: '< 1',
      met: yesOrNo(share < 1),
    };
  };
  return [less('time', 'millis', seconds), less('peak memory', 'peakBytes', megabytes)];
}
