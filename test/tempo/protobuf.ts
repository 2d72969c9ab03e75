import type { OtlpAttribute, OtlpSpan, OtlpValue, ResourceSpans } from './otlp';

/*
 * Messages are put together as hex text, since IDs are hex already and texts join fast: a test's server encodes some
 * hundred thousand spans.
 */

const LENGTH_DELIMITED = 2;
const FIXED64 = 1;
const VARINT = 0;

/** ResourceSpans messages as repeated field 1: an ExportTraceServiceRequest, and Tempo's Trace as well. */
export function protobufOfTrace(groups: readonly ResourceSpans[]): Buffer {
  return Buffer.from(traceMessage(groups), 'hex');
}

/** How many bytes protobufOfTrace has. */
export function protobufSize(groups: readonly ResourceSpans[]): number {
  return traceMessage(groups).length / 2;
}

/** Zero values are left out, as Tempo's encoder does (trace.proto). */
function traceMessage(groups: readonly ResourceSpans[]): string {
  return groups.map((group) => field(1, groupMessage(group))).join('');
}

function groupMessage({ resource, scopeSpans }: ResourceSpans): string {
  const scopes = scopeSpans.map(({ scope, spans }) => {
    const head = field(1, textField(1, scope.name) + textField(2, scope.version));
    return field(2, head + spans.map((span) => field(2, spanMessage(span))).join(''));
  });
  return field(1, attributesField(1, resource.attributes)) + scopes.join('');
}

function spanMessage(span: OtlpSpan): string {
  return [
    idField(1, span.traceId),
    idField(2, span.spanId),
    textField(3, span.traceState),
    idField(4, span.parentSpanId),
    textField(5, span.name),
    numberField(6, span.kind),
    fixed64Field(7, span.startTimeUnixNano),
    fixed64Field(8, span.endTimeUnixNano),
    attributesField(9, span.attributes),
    ...span.events.map((event) =>
      field(
        11,
        fixed64Field(1, event.timeUnixNano) + textField(2, event.name) + attributesField(3, event.attributes),
      ),
    ),
    ...span.links.map((link) =>
      field(
        13,
        idField(1, link.traceId) +
          idField(2, link.spanId) +
          textField(3, link.traceState) +
          attributesField(4, link.attributes),
      ),
    ),
    field(15, textField(2, span.status.message) + numberField(3, span.status.code)),
  ].join('');
}

function attributesField(number: number, attributes: readonly OtlpAttribute[]): string {
  return attributes
    .map(({ key, value }) => field(number, textField(1, key) + field(2, valueMessage(value))))
    .join('');
}

/** AnyValue is a oneof: a member that is set is written even if it is zero. */
function valueMessage(value: OtlpValue): string {
  if (value.stringValue !== undefined) return field(1, hexOfText(value.stringValue));
  if (value.boolValue !== undefined) return tag(2, VARINT) + varint(value.boolValue ? 1n : 0n);
  if (value.intValue !== undefined) return tag(3, VARINT) + varint(BigInt(value.intValue));
  if (value.doubleValue !== undefined) return doubleField(4, value.doubleValue);
  if (value.arrayValue === undefined) return '';
  return field(5, (value.arrayValue.values ?? []).map((item) => field(1, valueMessage(item))).join(''));
}

/** A field whose content has a length: a message, a text, bytes. */
function field(number: number, content: string): string {
  return tag(number, LENGTH_DELIMITED) + lengthOf(content) + content;
}

function textField(number: number, text: string): string {
  return text === '' ? '' : field(number, hexOfText(text));
}

function idField(number: number, hex: string): string {
  return hex === '' ? '' : field(number, hex);
}

function numberField(number: number, value: number): string {
  return value === 0 ? '' : tag(number, VARINT) + varint(BigInt(value));
}

function doubleField(number: number, value: number): string {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return tag(number, FIXED64) + bytes.toString('hex');
}

function fixed64Field(number: number, value: bigint): string {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(value);
  return tag(number, FIXED64) + bytes.toString('hex');
}

function tag(number: number, wireType: number): string {
  return byte(number * 8 + wireType);
}

function lengthOf(hex: string): string {
  const length = hex.length / 2;
  return length < 0x80 ? byte(length) : varint(BigInt(length));
}

function varint(value: bigint): string {
  let digits = '';
  let rest = BigInt.asUintN(64, value);
  for (; rest >= 0x80n; rest >>= 7n) digits += byte(Number(rest & 0x7fn) | 0x80);
  return digits + byte(Number(rest));
}

function byte(value: number): string {
  return value.toString(16).padStart(2, '0');
}

function hexOfText(text: string): string {
  return Buffer.from(text).toString('hex');
}
