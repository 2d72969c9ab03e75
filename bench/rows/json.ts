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
      ...(await measure(bench, `${title}, no attributes`, { compression }, limits)),
      ...(await measure(bench, `${title}, 8 attributes a span`, { compression, attributes: 8 }, limits)),
      ...(await measure(
        bench,
        `${title}, no attributes, one request an object`,
        { compression, ...SMALL },
        null,
      )),
    ],
  };
}

/** @param limits null: there is no target */
async function measure(
  { archives, spans, rounds, note }: Bench,
  what: string,
  options: Partial<ArchiveOptions>,
  limits: Limits | null,
): Promise<readonly Line[]> {
  const archive = await archives.get({ spans, ...options });
  const all = ours(archive);
  const one = ours(archive, 'tracewarden in one thread', { threads: 1 });
  const reference = floor(archive);
  await race([all, one, reference], rounds, note);
  const common = { reference: `JSON.parse ${seconds(reference.millis)}` };
  const share = all.millis / reference.millis;
  return [
    { ...common, what, ours: seconds(all.millis), ratio: ratio(share), ...verdictOn(share, limits) },
    {
      ...common,
      what: `${what}, all in one thread`,
      ours: seconds(one.millis),
      ratio: ratio(one.millis / reference.millis),
      ...verdictOn(share, null),
    },
  ];
}

function verdictOn(share: number, limits: Limits | null): Pick<Line, 'target' | 'met'> {
  if (limits === null) return { target: '', met: null };
  const { target, least } = limits;
  const met = share <= target ? 'yes' : share <= least ? 'least' : 'no';
  return { target: `≤ ${target} (least ${least})`, met };
}
