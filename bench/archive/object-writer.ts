import { once } from 'node:events';
import { createWriteStream, type WriteStream } from 'node:fs';
import { join } from 'node:path';
import { PassThrough, type Transform } from 'node:stream';
import { finished } from 'node:stream/promises';
import { createGzip, createZstdCompress } from 'node:zlib';
import type { ArchiveCompression, ArchiveFormat } from './options';

const SUFFIX: Readonly<Record<ArchiveCompression, string>> = { none: '', gzip: '.gz', zstd: '.zst' };

const COMPRESSORS: Readonly<Record<ArchiveCompression, () => Transform>> = {
  none: () => new PassThrough(),
  gzip: () => createGzip(),
  zstd: () => createZstdCompress(),
};

interface OpenObject {
  readonly stream: Transform;
  readonly file: WriteStream;
  readonly stored: Promise<void>;
}

/** Writes requests into objects, one after the other; never more than a few of them are in memory. */
export class ObjectWriter {
  objects = 0;
  storedBytes = 0;
  decodedBytes = 0;
  requests = 0;
  spans = 0;
  private readonly directory: string;
  private readonly suffix: string;
  private readonly compression: ArchiveCompression;
  private readonly spansPerObject: number;
  private spansInObject = 0;
  private current: OpenObject | null = null;

  constructor(
    directory: string,
    format: ArchiveFormat,
    compression: ArchiveCompression,
    spansPerObject: number,
  ) {
    this.directory = directory;
    this.compression = compression;
    this.suffix = (format === 'otlp-json' ? '.json' : '.binpb') + SUFFIX[compression];
    this.spansPerObject = spansPerObject;
  }

  async write(request: Buffer, spans: number): Promise<void> {
    if (this.spansInObject >= this.spansPerObject) await this.end();
    this.current ??= this.open();
    this.spansInObject += spans;
    this.spans += spans;
    this.requests++;
    this.decodedBytes += request.length;
    if (!this.current.stream.write(request)) await once(this.current.stream, 'drain');
  }

  /** Ends the object that is being written. */
  async end(): Promise<void> {
    if (this.current === null) return;
    const { stream, file, stored } = this.current;
    this.current = null;
    this.spansInObject = 0;
    stream.end();
    await stored;
    this.storedBytes += file.bytesWritten;
  }

  private open(): OpenObject {
    const name = `traces_${String(++this.objects).padStart(4, '0')}${this.suffix}`;
    const stream = COMPRESSORS[this.compression]();
    // On the disk before anything is measured: writing it back later would take a processor's time.
    const file = createWriteStream(join(this.directory, name), { flush: true });
    stream.pipe(file);
    return { stream, file, stored: finished(file) };
  }
}
