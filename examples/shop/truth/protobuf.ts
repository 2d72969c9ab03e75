import type { StoredSpan } from './stored-span';

/** One field of a protobuf message: the bytes of a length-delimited one, the number of any other. */
interface Field {
  readonly number: number;
  readonly bytes: Buffer;
  readonly value: number;
}

const NOTHING = Buffer.alloc(0);

/** The spans of one OTLP/protobuf request. Field numbers: opentelemetry/proto/trace/v1/trace.proto. */
export function readProtobuf(bytes: Buffer): StoredSpan[] {
  const spans: StoredSpan[] = [];
  for (const resourceSpans of messages(bytes, 1)) {
    const service = serviceName(resourceSpans);
    for (const scopeSpans of messages(resourceSpans, 2)) {
      for (const span of messages(scopeSpans, 2)) spans.push(readSpan(service, span));
    }
  }
  return spans;
}

function readSpan(service: string, bytes: Buffer): StoredSpan {
  const byNumber = new Map([...fields(bytes)].map((field) => [field.number, field]));
  const hex = (number: number): string => byNumber.get(number)?.bytes.toString('hex') ?? '';
  return { service, trace: hex(1), span: hex(2), parent: hex(4), kind: byNumber.get(6)?.value ?? 0 };
}

function serviceName(resourceSpans: Buffer): string {
  for (const resource of messages(resourceSpans, 1)) {
    for (const keyValue of messages(resource, 1)) {
      const [key] = messages(keyValue, 1);
      const [value] = messages(keyValue, 2);
      if (key?.toString('utf8') !== 'service.name' || value === undefined) continue;
      return messages(value, 1)[0]?.toString('utf8') ?? '';
    }
  }
  return '';
}

function messages(bytes: Buffer, number: number): Buffer[] {
  return [...fields(bytes)].filter((field) => field.number === number).map((field) => field.bytes);
}

function* fields(bytes: Buffer): Generator<Field> {
  let offset = 0;
  const varint = (): number => {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = bytes.readUInt8(offset++);
      value += (byte & 0x7f) * factor;
      if (byte < 0x80) return value;
    }
  };
  const take = (length: number): Buffer => {
    if (offset + length > bytes.length) throw new Error(`the message ends within a field, at byte ${offset}`);
    offset += length;
    return bytes.subarray(offset - length, offset);
  };
  while (offset < bytes.length) {
    const tag = varint();
    const number = Math.floor(tag / 8);
    const type = tag % 8;
    if (type === 0) yield { number, bytes: NOTHING, value: varint() };
    else if (type === 1) yield { number, bytes: take(8), value: 0 };
    else if (type === 2) yield { number, bytes: take(varint()), value: 0 };
    else if (type === 5) yield { number, bytes: take(4), value: 0 };
    else throw new Error(`wire type ${type} at byte ${offset}`);
  }
}
