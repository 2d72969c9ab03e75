import type { ArchiveCompression, ArchiveOptions } from '../archive/options';
import { race } from '../measure';
import { floor, ours } from './contenders';
import { ratio, seconds } from './format';
import type { Bench, Line, Row } from './row';

/** More objects than there are requests: each has one, as what the Collector's S3 exporter writes. */
const SMALL: Partial<ArchiveOptions> = { objects: 100_000 };

interface Limits {
  /** Ours as a share of the floor's time. */
  readonly target: number;
  readonly least: number;
}

/** OTLP JSON lines, from the folder to the report, against JSON.parse of each line in one thread. */
export const json = jsonRow('json', 'OTLP JSON lines', 'none', { target: 0.35, least: 0.7 });
/** The same, gzip. */
export const gzip = jsonRow('gzip', 'OTLP JSON lines, gzip', 'gzip', { target: 0.5, least: 0.8 });

function jsonRow(id: string, title: string, compression: ArchiveCompression, limits: Limits): Row {
  return {
    id,
    measure: async (bench) => [
      ...(await measure(bench, `${title}, no attributes`, compression, 0, limits)),
      ...(await measure(bench, `${title}, 8 attributes a span`, compression, 8, limits)),
      ...(await measure(
        bench,
        `${title}, no attributes, one request an object`,
        compression,
        0,
        limits,
        SMALL,
      )),
    ],
  };
}

async function measure(
  { archives, spans, rounds, note }: Bench,
  what: string,
  compression: ArchiveCompression,
  attributes: number,
  { target, least }: Limits,
  archiveOptions: Partial<ArchiveOptions> = {},
): Promise<readonly Line[]> {
  const archive = await archives.get({ spans, compression, attributes, ...archiveOptions });
  const all = ours(archive);
  const one = ours(archive, 'tracewarden in one thread', { threads: 1 });
  const reference = floor(archive);
  await race([all, one, reference], rounds, note);
  const common = { reference: `JSON.parse ${seconds(reference.millis)}` };
  const share = all.millis / reference.millis;
  return [
    {
      ...common,
      what,
      ours: seconds(all.millis),
      ratio: ratio(share),
      target: `≤ ${target} (least ${least})`,
      met: share <= target ? 'yes' : share <= least ? 'least' : 'no',
    },
    {
      ...common,
      what: `${what}, all in one thread`,
      ours: seconds(one.millis),
      ratio: ratio(one.millis / reference.millis),
      target: '',
      met: null,
    },
  ];
}
