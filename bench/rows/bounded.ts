import { availableParallelism } from 'node:os';
import type { Archive } from '../archives';
import { Contender, race, WrongResult } from '../measure';
import { pick } from './contenders';
import { megabytes, ratio, yesOrNo } from './format';
import type { Row } from './row';

/** Bytes of budget for each million spans of the table: small enough that both sizes must be thinned out. */
const BUDGET = 64e6;
const SPREAD = 1.15;
/** What the sample says of the whole may be off by so much; far more than chance allows. */
const TOLERANCE = 0.1;

/** Peak memory with `--sample auto` and a small budget: four times the input must not take more. */
export const bounded: Row = {
  id: 'bounded',
  async measure({ archives, spans, rounds, note }) {
    const maxMemory = Math.round(BUDGET * (spans / 1e6));
    const normal = await archives.get({ spans });
    const large = await archives.get({ spans: spans * 4 });
    const [small, big] = [normal, large].map((archive) => sampled(archive, maxMemory));
    if (small === undefined || big === undefined) throw new Error('two archives have two contenders');
    await race([small, big], rounds, note);
    checkEstimate(big, large);
    const growth = big.peakBytes / small.peakBytes;
    return [
      {
        what: `Peak memory at ${(spans * 4) / 1e6} M spans, --sample auto --max-memory ${megabytes(maxMemory)}`,
        ours: `${megabytes(big.peakBytes)}, ${share(big)} of traces`,
        reference: `${spans / 1e6} M spans ${megabytes(small.peakBytes)}, ${share(small)}`,
        ratio: ratio(growth),
        target: `≤ ${SPREAD}`,
        met: yesOrNo(growth <= SPREAD),
      },
    ];
  },
};

function sampled({ directory, truth }: Archive, maxMemory: number): Contender {
  const name = `tracewarden, sampling ${truth['spansWritten']} spans`;
  return new Contender(
    name,
    // As many threads for both: left to itself, the smaller archive is read by one alone.
    { kind: 'audit', directory, maxMemory, threads: availableParallelism() },
    pick(truth, ['spansWritten', 'objects']),
  );
}

/** Which traces are kept does not depend on the run, so that one estimate stands for all. */
function checkEstimate(contender: Contender, { truth }: Archive): void {
  const estimate = contender.count('spans') / contender.count('sampleRate');
  const spans = truth['spans'] ?? Number.NaN;
  if (Math.abs(estimate / spans - 1) <= TOLERANCE) return;
  throw new WrongResult(`${contender.name} stands for ${Math.round(estimate)} spans instead of ${spans}`);
}

function share(contender: Contender): string {
  return `${(contender.count('sampleRate') * 100).toPrecision(3)} %`;
}
