import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { resourceAttributes, spanAttributes } from './archive/attributes';
import { type BlockSpan, type BlockTrace, BlockWriter, blockMeta } from './archive/block-writer';
import { BEGIN_SECONDS } from './archive/encoder';
import type { ArchiveOptions } from './archive/options';
import { Random } from './archive/random';
import { type Instance, makeSystem } from './archive/system';
import type { MadeSpan } from './archive/trace';
import { type Truth, TruthCounter } from './archive/truth';
import { arrivingTraces } from './generator';

const BLOCK_ID = '6a1f9d0e-2f4b-4c8e-9a55-0b3c7d1e2f40';
/** About what Tempo puts into a row group of 100 MB. */
const TRACES_PER_GROUP = 16_384;
const SECOND = 1_000_000_000n;
const FAILED = 2;

/** Makes one block, nested and encoded as Tempo's vParquet4, of the traces that an archive of these options has. */
export async function generateBlock(directory: string, options: ArchiveOptions): Promise<Truth> {
  const folder = join(directory, 'single-tenant', BLOCK_ID);
  await mkdir(folder, { recursive: true });
  const services = makeSystem(options);
  const counter = new TruthCounter(services);
  const random = new Random(options.seed ^ 0x61);
  const arrived = [...arrivingTraces(services, options, counter)].filter((spans) => spans.length > 0);
  arrived.sort((one, other) => ((one[0]?.traceId ?? '') < (other[0]?.traceId ?? '') ? -1 : 1));
  const file = createWriteStream(join(folder, 'data.parquet'), { flush: true });
  const writer = new BlockWriter('vParquet4', TRACES_PER_GROUP, (bytes) => file.write(bytes));
  let spans = 0;
  let last = 0;
  for (const trace of arrived) {
    writer.add(rowOf(trace, options.attributes, random));
    spans += trace.length;
    last = trace.reduce((end, span) => Math.max(end, span.end), last);
    if (file.writableNeedDrain) await once(file, 'drain');
  }
  const { size, footerSize } = writer.end();
  file.end();
  await once(file, 'finish');
  const facts = { start: timeOf(0), end: timeOf(last), traces: arrived.length, size, footerSize };
  await writeFile(join(folder, 'meta.json'), blockMeta('vParquet4', BLOCK_ID, facts));
  const bytes = { stored: size, decoded: size };
  return counter.truth({ objects: 1, requests: arrived.length, bytes, spansWritten: spans }, 0);
}

function rowOf(trace: readonly MadeSpan[], attributes: number, random: Random): BlockTrace {
  const instances = new Map<Instance, BlockSpan[]>();
  for (const span of trace) {
    const own = instances.get(span.instance) ?? [];
    instances.set(span.instance, own);
    own.push(spanOf(span, attributes, random));
  }
  return {
    traceId: Buffer.from(trace[0]?.traceId ?? '', 'hex'),
    resources: [...instances].map(([instance, spans]) => ({
      service: instance.service.name,
      attributes: resourceAttributes(instance).filter(([key]) => key !== 'service.name'),
      spans,
    })),
  };
}

function spanOf(span: MadeSpan, attributes: number, random: Random): BlockSpan {
  return {
    spanId: Buffer.from(span.spanId, 'hex'),
    parentId: Buffer.from(span.parent?.spanId ?? '', 'hex'),
    name: span.name,
    kind: span.kind,
    start: BigInt(BEGIN_SECONDS) * SECOND + BigInt(span.start),
    duration: BigInt(span.end - span.start),
    status: span.failed ? FAILED : 0,
    attributes: spanAttributes(span, attributes, random),
  };
}

/** Nanoseconds after the archive's beginning as Tempo writes times into meta.json: whole seconds. */
function timeOf(nanos: number): string {
  const seconds = BEGIN_SECONDS + Math.floor(nanos / Number(SECOND));
  return new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');
}
