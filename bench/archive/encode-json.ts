import { type Attribute, resourceAttributes, spanAttributes } from './attributes';
import { BEGIN_SECONDS, type Encoder, FAILURE, SCOPE } from './encoder';
import type { Random } from './random';
import type { Instance } from './system';
import type { MadeSpan } from './trace';

const FAILED = JSON.stringify({ message: FAILURE.message, code: FAILURE.code });

/** OTLP JSON, a request a line, with the keys in the order in which the Collector's file exporter writes them. */
export class JsonEncoder implements Encoder {
  private readonly attributes: number;
  private readonly random: Random;
  private readonly heads = new Map<Instance, string>();

  constructor(attributes: number, random: Random) {
    this.attributes = attributes;
    this.random = random;
  }

  encode(instance: Instance, spans: readonly MadeSpan[]): Buffer {
    let line = this.head(instance);
    spans.forEach((span, index) => {
      line += index === 0 ? this.span(span) : `,${this.span(span)}`;
    });
    return Buffer.from(`${line}]}]}]}\n`, 'utf8');
  }

  private head(instance: Instance): string {
    const known = this.heads.get(instance);
    if (known !== undefined) return known;
    const resource = `{"attributes":${attributesJson(resourceAttributes(instance))}}`;
    const head = `{"resourceSpans":[{"resource":${resource},"scopeSpans":[{"scope":${JSON.stringify(SCOPE)},"spans":[`;
    this.heads.set(instance, head);
    return head;
  }

  private span(span: MadeSpan): string {
    const attributes = spanAttributes(span, this.attributes, this.random);
    const listed = attributes.length === 0 ? '' : `,"attributes":${attributesJson(attributes)}`;
    return (
      `{"traceId":"${span.traceId}","spanId":"${span.spanId}","parentSpanId":"${span.parent?.spanId ?? ''}"` +
      `,"flags":${span.flags},"name":"${span.name}","kind":${span.kind}` +
      `,"startTimeUnixNano":"${nanos(span.start)}","endTimeUnixNano":"${nanos(span.end)}"` +
      `${listed},"status":${span.failed ? FAILED : '{}'}}`
    );
  }
}

function attributesJson(attributes: readonly Attribute[]): string {
  const texts = attributes.map(([key, value]) => {
    const typed =
      typeof value === 'number' ? `"intValue":"${value}"` : `"stringValue":${JSON.stringify(value)}`;
    return `{"key":"${key}","value":{${typed}}}`;
  });
  return `[${texts.join(',')}]`;
}

/** Nanoseconds since the epoch in digits; a double has too few bits for them. */
function nanos(offset: number): string {
  const seconds = Math.floor(offset / 1e9);
  return `${BEGIN_SECONDS + seconds}${String(offset - seconds * 1e9).padStart(9, '0')}`;
}
