/** `otlp-json`: one request a line. `otlp-proto-framed`: each request behind its length, as the Collector's file exporter writes. `otlp-proto`: one message an object, as its S3 exporter writes. `tempo-block`: one block of Tempo's, whatever `objects`, `resends` and `compression` say. */
export type ArchiveFormat = 'otlp-json' | 'otlp-proto' | 'otlp-proto-framed' | 'tempo-block';
export type ArchiveCompression = 'none' | 'gzip' | 'zstd';

/** What archive to make. The same options give the same bytes. */
export interface ArchiveOptions {
  /** Spans that the system makes, up to the end of the last trace; what is lost is among them. */
  readonly spans: number;
  readonly services: number;
  /** Calls from the entry service down to the last one. */
  readonly depth: number;
  /** Processes of each service; each exports by itself. */
  readonly instances: number;
  /** Attributes of each span, 0 to 8. */
  readonly attributes: number;
  /** Share of spans that never arrive, wherever they stand in their trace. */
  readonly loss: number;
  /** Share of export requests that arrive twice. */
  readonly resends: number;
  /** Objects that the requests are spread over, in the order of time. */
  readonly objects: number;
  readonly format: ArchiveFormat;
  readonly compression: ArchiveCompression;
  readonly seed: number;
}

/** About 1 M spans of traces of 25 over 8 services, 200 MB of JSON. */
export const DEFAULT_ARCHIVE: ArchiveOptions = {
  spans: 1_000_000,
  services: 8,
  depth: 3,
  instances: 3,
  attributes: 0,
  loss: 0.005,
  resends: 0.005,
  objects: 16,
  format: 'otlp-json',
  compression: 'none',
  seed: 1,
};
