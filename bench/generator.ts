import { mkdir } from 'node:fs/promises';
import { JsonEncoder } from './archive/encode-json';
import { ProtobufEncoder } from './archive/encode-protobuf';
import type { Encoder } from './archive/encoder';
import { Exporters, type ExportRequest } from './archive/exporters';
import { interleave } from './archive/interleave';
import { ObjectWriter } from './archive/object-writer';
import type { ArchiveOptions } from './archive/options';
import { Random } from './archive/random';
import { makeSystem, type Service } from './archive/system';
import { type MadeSpan, TraceMaker } from './archive/trace';
import { type Truth, TruthCounter } from './archive/truth';

/** Nanoseconds from one trace's begin to the next. */
const BETWEEN_TRACES = 20_000_000;
/** Requests that come between one that is resent and its resending, on average. */
const RESENT_AFTER = 4;

/**
 * Makes an archive in `directory` and counts what a right audit of it says. The same options give the same bytes.
 * Memory stays the same for any size.
 */
export async function generateArchive(directory: string, options: ArchiveOptions): Promise<Truth> {
  await mkdir(directory, { recursive: true });
  const services = makeSystem(options);
  const counter = new TruthCounter(services);
  // Each concern draws from numbers of its own: attributes or the format change nothing of the spans.
  const random = { export: new Random(options.seed ^ 0x65), resend: new Random(options.seed ^ 0x72) };
  const exporters = new Exporters(random.export);
  const encoder = encoderFor(options);
  const spansPerObject = Math.ceil(options.spans / options.objects);
  const writer = new ObjectWriter(directory, options.format, options.compression, spansPerObject);
  const waiting: { readonly bytes: Buffer; readonly spans: number }[] = [];
  let resends = 0;

  const send = async ({ instance, spans }: ExportRequest): Promise<void> => {
    const request = { bytes: encoder.encode(instance, spans), spans: spans.length };
    await writer.write(request.bytes, request.spans);
    if (random.resend.chance(options.resends)) waiting.push(request);
    else if (waiting.length > 0 && random.resend.chance(1 / RESENT_AFTER)) await resend();
  };
  const resend = async (): Promise<void> => {
    const request = waiting.shift();
    if (request === undefined) return;
    resends += request.spans;
    await writer.write(request.bytes, request.spans);
  };

  for (const span of interleave(arrivingTraces(services, options, counter), random.export)) {
    const due = exporters.add(span);
    if (due !== null) await send(due);
  }
  for (const request of exporters.rest()) await send(request);
  while (waiting.length > 0) await resend();
  await writer.end();
  const { objects, requests, storedBytes, decodedBytes, spans } = writer;
  const bytes = { stored: storedBytes, decoded: decodedBytes };
  return counter.truth({ objects, requests, bytes, spansWritten: spans }, resends);
}

/** What arrives of each trace, in the order in which they begin; counted on the way. */
export function* arrivingTraces(
  services: readonly Service[],
  options: ArchiveOptions,
  counter: TruthCounter,
): Generator<readonly MadeSpan[], void, undefined> {
  const maker = new TraceMaker(services, options.seed);
  const random = new Random(options.seed ^ 0x6c);
  let made = 0;
  for (let number = 0; made < options.spans; number++) {
    const trace = maker.make(number * BETWEEN_TRACES);
    made += trace.length;
    const arrived = trace.filter(() => !random.chance(options.loss));
    counter.count(trace, new Set(arrived));
    yield arrived;
  }
}

function encoderFor({ format, attributes, seed }: ArchiveOptions): Encoder {
  const random = new Random(seed ^ 0x61);
  return format === 'otlp-json'
    ? new JsonEncoder(attributes, random)
    : new ProtobufEncoder(attributes, random, format === 'otlp-proto-framed');
}
