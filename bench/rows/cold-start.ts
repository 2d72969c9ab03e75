import { ServiceFolder } from '../../test/deploy/service';
import { readZip, type ZipEntry } from '../../test/deploy/zip';
import { LambdaProcess } from '../../test/lambda/lambda-process';
import { WrongResult } from '../measure';
import { ratio, seconds } from './format';
import type { Row } from './row';

const EMPTY: readonly ZipEntry[] = [
  { name: 'index.js', bytes: Buffer.from("exports.handler = async () => { throw new Error('empty'); };") },
];
const FUNCTIONS = [
  ['auditArchive', 'functions/audit-archive.handler'],
  ['auditLive', 'functions/audit-live.handler'],
  ['auditIncident', 'functions/audit-incident.handler'],
  ['alert', 'functions/alert.handler'],
] as const;
/** Of four functions and an empty one; each start takes less than a second. */
const STARTS_A_ROUND = 3;

interface Contestant {
  readonly name: string;
  readonly handler: string;
  readonly files: readonly ZipEntry[];
  readonly millis: number[];
}

/** Starting a function, up to its first answer, against starting one that does nothing. */
export const coldStart: Row = {
  id: 'cold-start',
  async measure({ rounds, note }) {
    const service = new ServiceFolder({ params: { archiveBucket: 'traces' } });
    try {
      await service.package();
      const empty: Contestant = { name: 'empty', handler: 'index.handler', files: EMPTY, millis: [] };
      const functions = FUNCTIONS.map(
        ([name, handler]): Contestant => ({
          name,
          handler,
          files: readZip(service.made(`${name}.zip`)),
          millis: [],
        }),
      );
      for (let round = 0; round < rounds * STARTS_A_ROUND; round++)
        for (const contestant of [empty, ...functions]) contestant.millis.push(await start(contestant));
      note(`  ${rounds * STARTS_A_ROUND} starts of each`);
      return functions.map(({ name, millis }) => ({
        what: `Cold start of ${name} under Lambda's runtime client`,
        ours: seconds(median(millis)),
        reference: `empty handler ${seconds(median(empty.millis))}`,
        ratio: ratio(median(millis) / median(empty.millis)),
        target: '',
        met: null,
      }));
    } finally {
      service.remove();
    }
  },
};

/** Milliseconds from the start of the process to the answer, which is an error: the event is none. */
async function start({ name, handler, files }: Contestant): Promise<number> {
  const before = performance.now();
  const process = await LambdaProcess.start({ name, handler, files, environment: {} });
  try {
    const answer = await process.invoke({ kind: 'none' });
    if (answer.kind !== 'error') throw new WrongResult(`${name} answered a malformed event`);
    return performance.now() - before;
  } finally {
    await process.stop();
  }
}

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
