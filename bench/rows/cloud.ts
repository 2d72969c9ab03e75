import type { ArchiveOptions } from '../archive/options';
import { Contender, race } from '../measure';
import { ours, pick } from './contenders';
import { seconds } from './format';
import type { Row } from './row';

/** One processor: AWS Lambda Developer Guide, "At 1,769 MB, a function has the equivalent of one vCPU". */
const GIGABYTES = 1769 / 1024;
/** US dollars, arm64, us-east-1. Source: AWS Lambda Pricing. */
const DOLLARS_A_GIGABYTE_SECOND = 0.0000133334;
const ATTRIBUTES = 8;

const ARCHIVES: readonly (readonly [string, Partial<ArchiveOptions>])[] = [
  ['OTLP JSON, gzip', { compression: 'gzip' }],
  ['OTLP protobuf, zstd', { format: 'otlp-proto-framed', compression: 'zstd' }],
  ['Tempo block', { format: 'tempo-block', resends: 0 }],
];

/** One thread, which has all of its code to compile. */
const ALONE = { threads: 1, isCold: true } as const;

/** What a million spans cost in Lambda: the time of one thread on this machine, times memory and price. */
export const cloud: Row = {
  id: 'cloud',
  async measure({ archives, spans, rounds, note }) {
    const lines = [];
    for (const [what, options] of ARCHIVES) {
      const archive = await archives.get({ spans, attributes: ATTRIBUTES, ...options });
      const audit =
        options.format === 'tempo-block'
          ? new Contender(
              what,
              { kind: 'audit', directory: archive.directory, ...ALONE },
              pick(archive.truth, ['spans']),
            )
          : ours(archive, what, ALONE);
      await race([audit], rounds, note);
      const perMillion = audit.millis / (spans / 1e6);
      const gigabyteSeconds = (perMillion / 1000) * GIGABYTES;
      const dollars = gigabyteSeconds * DOLLARS_A_GIGABYTE_SECOND;
      lines.push({
        what: `A million spans in Lambda, ${what}, ${ATTRIBUTES} attributes a span`,
        ours: `${gigabyteSeconds.toPrecision(3)} GB-s`,
        reference: `${seconds(perMillion)} × ${GIGABYTES.toFixed(3)} GB × $${DOLLARS_A_GIGABYTE_SECOND} a GB-s`,
        ratio: `$${dollars.toPrecision(2)}`,
        target: '',
        met: null,
      } as const);
    }
    return lines;
  },
};
