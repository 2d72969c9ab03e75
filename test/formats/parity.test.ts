import { zstdCompressSync } from 'node:zlib';
import * as fc from 'fast-check';
import { FORMATS } from '../../lib/formats';
import { jaegerJson } from '../../lib/formats/jaeger-json';
import { otlpJson } from '../../lib/formats/otlp-json';
import { otlpProto } from '../../lib/formats/otlp-proto';
import { otlpRecords } from '../../lib/formats/otlp-records';
import { zipkinJson } from '../../lib/formats/zipkin-json';
import { Fact } from '../../lib/model/span';
import {
  type SampleGroup,
  toJaegerJson,
  toOtlpJson,
  toOtlpProto,
  toRecords,
  toZipkinSpans,
} from './encoders';
import { decodeWith, type Row } from './rows';
import { anyGroups } from './samples';

/** What Zipkin can say of a span. */
function asZipkin(row: Row): object {
  const { traceId, spanId, parentId, start, end, name, kind, facts, resource } = row;
  const { service } = resource;
  return {
    traceId,
    spanId,
    parentId,
    start,
    end,
    name,
    kind: Math.max(1, kind),
    facts: facts & Fact.STATUS_ERROR,
    service,
  };
}

const jsonRows = (groups: readonly SampleGroup[]): Row[] => {
  const sink = decodeWith(otlpJson, Buffer.from(toOtlpJson(groups)));
  expect(sink.problems).toEqual([]);
  return sink.rows;
};

describe('the same spans give the same rows', () => {
  it('in OTLP JSON and OTLP protobuf', () => {
    fc.assert(
      fc.property(anyGroups, (groups) => {
        expect(decodeWith(otlpProto, toOtlpProto(groups)).rows).toEqual(jsonRows(groups));
      }),
    );
  });

  it('in records of either, compressed or not', () => {
    fc.assert(
      fc.property(anyGroups, fc.boolean(), fc.boolean(), (groups, isJson, isCompressed) => {
        const records = groups.map((group) => {
          const record = isJson ? Buffer.from(toOtlpJson([group])) : toOtlpProto([group]);
          return isCompressed ? zstdCompressSync(record) : record;
        });
        expect(decodeWith(otlpRecords, toRecords(records)).rows).toEqual(jsonRows(groups));
      }),
      { numRuns: 50 },
    );
  });

  it('in Jaeger JSON', () => {
    fc.assert(
      fc.property(anyGroups, (groups) => {
        expect(decodeWith(jaegerJson, Buffer.from(toJaegerJson(groups))).rows).toEqual(jsonRows(groups));
      }),
    );
  });

  it('in Zipkin JSON', () => {
    fc.assert(
      fc.property(anyGroups, (groups) => {
        const { rows } = decodeWith(zipkinJson, Buffer.from(JSON.stringify(toZipkinSpans(groups))));
        expect(rows.map(asZipkin)).toEqual(jsonRows(groups).map(asZipkin));
      }),
    );
  });

  it('and each object is told by its first bytes', () => {
    fc.assert(
      fc.property(anyGroups, (groups) => {
        const objects: [string, Buffer][] = [
          ['otlp-json', Buffer.from(toOtlpJson(groups))],
          ['jaeger-json', Buffer.from(toJaegerJson(groups))],
          ['zipkin-json', Buffer.from(JSON.stringify(toZipkinSpans(groups)))],
          ['otlp-proto', toOtlpProto(groups)],
          ['otlp-records', toRecords([toOtlpProto(groups)])],
        ];
        for (const [id, bytes] of objects)
          expect(FORMATS.find((format) => format.sniff(bytes, true))?.id).toBe(id);
      }),
    );
  });
});
