import { parse } from 'protobufjs';
import { z } from 'zod';
import { decompressed } from './decompressed';
import type { Counts } from './job';
import { TRACE_PROTO } from './trace-proto';

const REQUEST = 'opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest';
const LENGTH_BYTES = 4;

const list = z.array(z.unknown());

/** Decodes each request into objects with protobufjs; of these, it only counts the spans. */
export function runProtobufjs(directory: string): Counts {
  const type = parse(TRACE_PROTO).root.lookupType(REQUEST);
  let requests = 0;
  let spansWritten = 0;
  for (const bytes of decompressed(directory)) {
    let position = 0;
    while (position < bytes.length) {
      const start = position + LENGTH_BYTES;
      const end = start + bytes.readUInt32BE(position);
      spansWritten += countSpans(type.decode(bytes.subarray(start, end)));
      requests++;
      position = end;
    }
  }
  return { requests, spansWritten };
}

function countSpans(request: object): number {
  let spans = 0;
  for (const resource of listOf(request, 'resourceSpans')) {
    for (const scope of listOf(resource, 'scopeSpans')) spans += listOf(scope, 'spans').length;
  }
  return spans;
}

/** A repeated field of a decoded message; the names of its fields are known to protobufjs only when it runs. */
function listOf(message: unknown, field: string): readonly unknown[] {
  if (typeof message !== 'object' || message === null) return [];
  const value: unknown = Reflect.get(message, field);
  return Array.isArray(value) ? value : list.parse(value);
}
