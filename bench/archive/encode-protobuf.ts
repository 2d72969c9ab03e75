import { type Attribute, resourceAttributes, spanAttributes } from './attributes';
import { BEGIN_SECONDS, type Encoder, FAILURE, SCOPE } from './encoder';
import { ProtobufWriter } from './protobuf-writer';
import type { Random } from './random';
import type { Instance } from './system';
import type { MadeSpan } from './trace';

const BEGIN = BigInt(BEGIN_SECONDS) * 1_000_000_000n;

/** OTLP protobuf (trace.proto of OTLP 1.x); requests that follow each other are one message with all their spans. */
export class ProtobufEncoder implements Encoder {
  private readonly attributes: number;
  private readonly random: Random;
  private readonly isFramed: boolean;
  private readonly writer = new ProtobufWriter();

  /** @param isFramed whether each request stands behind its length in 4 bytes, the most significant first */
  constructor(attributes: number, random: Random, isFramed: boolean) {
    this.attributes = attributes;
    this.random = random;
    this.isFramed = isFramed;
  }

  encode(instance: Instance, spans: readonly MadeSpan[]): Buffer {
    const { writer } = this;
    writer.message(1, () => {
      writer.message(1, () => this.writeAttributes(1, resourceAttributes(instance)));
      writer.message(2, () => {
        writer.message(1, () => {
          writer.text(1, SCOPE.name);
          writer.text(2, SCOPE.version);
        });
        for (const span of spans) writer.message(2, () => this.writeSpan(span));
      });
    });
    const request = writer.take();
    if (!this.isFramed) return request;
    const length = Buffer.alloc(4);
    length.writeUInt32BE(request.length);
    return Buffer.concat([length, request]);
  }

  private writeSpan(span: MadeSpan): void {
    const { writer } = this;
    writer.hex(1, span.traceId);
    writer.hex(2, span.spanId);
    if (span.parent !== null) writer.hex(4, span.parent.spanId);
    writer.text(5, span.name);
    writer.varint(6, span.kind);
    writer.fixed64(7, BEGIN + BigInt(span.start));
    writer.fixed64(8, BEGIN + BigInt(span.end));
    this.writeAttributes(9, spanAttributes(span, this.attributes, this.random));
    writer.message(15, () => {
      if (!span.failed) return;
      writer.text(2, FAILURE.message);
      writer.varint(3, FAILURE.code);
    });
    writer.fixed32(16, span.flags);
  }

  private writeAttributes(field: number, attributes: readonly Attribute[]): void {
    const { writer } = this;
    for (const [key, value] of attributes) {
      writer.message(field, () => {
        writer.text(1, key);
        writer.message(2, () => {
          if (typeof value === 'number') writer.varint(3, value);
          else writer.text(1, value);
        });
      });
    }
  }
}
