import type { Format } from './format';
import { OtlpJsonReader } from './otlp-json/reader';
import { looksLikeOtlpJson } from './otlp-json/sniff';

/**
 * OTLP in JSON (opentelemetry-proto, "JSON Protobuf Encoding"), as the Collector's exporters, Tempo and Jaeger write
 * it: one document, JSON lines, documents that span lines, or an array of documents.
 */
export const otlpJson: Format = {
  id: 'otlp-json',
  title: 'OTLP in JSON: documents, JSON lines, or the answers of Tempo and Jaeger that wrap them',
  hasLines: true,
  sniff: looksLikeOtlpJson,
  decoder: (sink, limits, linesFrom) => new OtlpJsonReader(sink, limits, linesFrom),
};
