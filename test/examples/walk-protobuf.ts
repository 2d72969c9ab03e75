import type { RecordedSpan } from './recorded-span';

type Value = Buffer | bigint;

/** One OTLP/protobuf request. Every message is turned into lists of values by field number. */
export function walkProtobuf(request: Buffer): RecordedSpan[] {
  return list(parse(request), 1).flatMap((resourceSpans) => {
    const [resource = Buffer.alloc(0)] = list(parse(resourceSpans), 1);
    const attributes = list(parse(resource), 1).map((pair) => {
      const [key = '', value = Buffer.alloc(0)] = [
        list(parse(pair), 1)[0]?.toString(),
        list(parse(pair), 2)[0],
      ];
      return [key, list(parse(value), 1)[0]?.toString() ?? ''] as const;
    });
    const service = new Map(attributes).get('service.name') ?? '';
    return list(parse(resourceSpans), 2)
      .flatMap((scopeSpans) => list(parse(scopeSpans), 2))
      .map((bytes) => toSpan(service, parse(bytes)));
  });
}

function toSpan(service: string, message: Map<number, Value[]>): RecordedSpan {
  const hex = (field: number): string => list(message, field)[0]?.toString('hex') ?? '';
  const number = (field: number): bigint => {
    const value = message.get(field)?.[0];
    return typeof value === 'bigint' ? value : 0n;
  };
  return {
    service,
    trace: hex(1),
    span: hex(2),
    parent: hex(4),
    kind: Number(number(6)),
    start: number(7),
    end: number(8),
    links: list(message, 13).length,
  };
}

function list(message: Map<number, Value[]>, field: number): Buffer[] {
  return (message.get(field) ?? []).filter((value) => typeof value !== 'bigint');
}

function parse(bytes: Buffer): Map<number, Value[]> {
  const message = new Map<number, Value[]>();
  let at = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes.readUInt8(at++);
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return value;
    }
  };
  const value = (wireType: number): Value => {
    if (wireType === 0) return varint();
    if (wireType === 1) return bytes.readBigUInt64LE((at += 8) - 8);
    if (wireType === 5) return BigInt(bytes.readUInt32LE((at += 4) - 4));
    if (wireType !== 2) throw new Error(`wire type ${wireType}`);
    const length = Number(varint());
    at += length;
    if (at > bytes.length) throw new Error('a field reaches past its message');
    return bytes.subarray(at - length, at);
  };
  while (at < bytes.length) {
    const tag = Number(varint());
    const field = tag >> 3;
    message.set(field, [...(message.get(field) ?? []), value(tag & 7)]);
  }
  return message;
}
