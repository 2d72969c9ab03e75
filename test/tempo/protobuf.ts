import { bytesField, fixed64Field, varint, varintField } from '../formats/encoders';
import type { OtlpAttribute, OtlpSpan, OtlpValue, ResourceSpans } from './otlp';

const NOTHING = Buffer.alloc(0);

/** ResourceSpans messages as repeated field 1: an ExportTraceServiceRequest, and Tempo's Trace as well. */
export function protobufOfTrace(groups: readonly ResourceSpans[]): Buffer {
  return Buffer.concat(groups.map((group) => bytesField(1, protobufOfGroup(group))));
}

/** A ResourceSpans message (trace.proto); zero values are left out, as Tempo's encoder does. */
export function protobufOfGroup({ resource, scopeSpans }: ResourceSpans): Buffer {
  return Buffer.concat([
    bytesField(1, attributesField(1, resource.attributes)),
    ...scopeSpans.map(({ scope, spans }) =>
      bytesField(
        2,
        Buffer.concat([
          bytesField(1, Buffer.concat([textField(1, scope.name), textField(2, scope.version)])),
          ...spans.map((span) => bytesField(2, spanMessage(span))),
        ]),
      ),
    ),
  ]);
}

function spanMessage(span: OtlpSpan): Buffer {
  return Buffer.concat([
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
      bytesField(
        11,
        Buffer.concat([
          fixed64Field(1, event.timeUnixNano),
          textField(2, event.name),
          attributesField(3, event.attributes),
        ]),
      ),
    ),
    ...span.links.map((link) =>
      bytesField(
        13,
        Buffer.concat([
          idField(1, link.traceId),
          idField(2, link.spanId),
          textField(3, link.traceState),
          attributesField(4, link.attributes),
        ]),
      ),
    ),
    bytesField(15, Buffer.concat([textField(2, span.status.message), numberField(3, span.status.code)])),
  ]);
}

function attributesField(field: number, attributes: readonly OtlpAttribute[]): Buffer {
  return Buffer.concat(
    attributes.map(({ key, value }) =>
      bytesField(field, Buffer.concat([textField(1, key), bytesField(2, valueMessage(value))])),
    ),
  );
}

/** AnyValue is a oneof: a member that is set is written even if it is zero. */
function valueMessage(value: OtlpValue): Buffer {
  if (value.stringValue !== undefined) return bytesField(1, value.stringValue);
  if (value.boolValue !== undefined) return varintField(2, value.boolValue ? 1 : 0);
  if (value.intValue !== undefined) return varintField(3, BigInt(value.intValue));
  if (value.doubleValue !== undefined) return doubleField(4, value.doubleValue);
  if (value.arrayValue === undefined) return NOTHING;
  const items = value.arrayValue.values ?? [];
  return bytesField(5, Buffer.concat(items.map((item) => bytesField(1, valueMessage(item)))));
}

function textField(field: number, text: string): Buffer {
  return text === '' ? NOTHING : bytesField(field, text);
}

function idField(field: number, hex: string): Buffer {
  return hex === '' ? NOTHING : bytesField(field, Buffer.from(hex, 'hex'));
}

function numberField(field: number, value: number): Buffer {
  return value === 0 ? NOTHING : varintField(field, value);
}

function doubleField(field: number, value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleLE(value);
  return Buffer.concat([varint(field * 8 + 1), bytes]);
}
