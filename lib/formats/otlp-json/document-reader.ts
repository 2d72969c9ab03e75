import { constants } from 'node:buffer';
import type { SpanBatch } from '../../model/batch';
import { MadeOnce } from '../../model/made-once';
import type { DecodeSink } from '../format';
import { whatIsWrong } from '../json/diagnosis';
import { Effects } from '../json/effects';
import { parseJson, UnreadableJson } from '../json/parse';
import { Source } from '../json/source';
import { DocumentScanner } from './document-scanner';
import { ObjectReader } from './object-document';

/**
 * Reads documents into a batch: each by the scanner, or where that gives up through JSON.parse. What it learned of
 * names, resources and the order of keys serves for the objects that follow: most are small, and like those before.
 */
export class DocumentReader {
  private readonly batch: SpanBatch;
  private readonly source = new Source();
  private readonly effects = new Effects();
  private readonly scanner: DocumentScanner;
  private readonly objects: ObjectReader;
  private readonly decoder = new TextDecoder('utf-8', { ignoreBOM: true });

  constructor(batch: SpanBatch) {
    this.batch = batch;
    this.scanner = new DocumentScanner(this.source, batch, this.effects);
    this.objects = new ObjectReader(batch, this.effects);
  }

  /**
   * Reads the document `bytes[start, end)`, which stands at `offset` in its object, by the scanner.
   * @returns false where that gave up: nothing is left behind then
   */
  scan(bytes: Uint8Array, start: number, end: number, offset: number, sink: DecodeSink): boolean {
    const rows = this.batch.length;
    if (this.isRead(this.source.take(bytes, start, end, offset))) {
      this.effects.commit(sink);
      return true;
    }
    this.takeBack(rows);
    return false;
  }

  /**
   * Reads the document through JSON.parse.
   * @returns false where it is none, which is told
   */
  parse(bytes: Uint8Array, start: number, end: number, offset: number, sink: DecodeSink): boolean {
    const rows = this.batch.length;
    try {
      this.objects.read(this.valueOf(bytes, start, end), offset);
      this.effects.commit(sink);
      return true;
    } catch (error) {
      if (!(error instanceof SyntaxError || error instanceof UnreadableJson)) throw error;
      this.takeBack(rows);
      const message = error instanceof UnreadableJson ? error.message : whatIsWrong(bytes, start, end);
      sink.problem(offset, 'invalid-json', message);
      return false;
    }
  }

  private takeBack(rows: number): void {
    this.batch.truncate(rows);
    this.effects.forget();
  }

  private valueOf(bytes: Uint8Array, start: number, end: number): unknown {
    if (end - start > constants.MAX_STRING_LENGTH) {
      throw new UnreadableJson('too large to be read as one text, which something in it makes necessary');
    }
    return parseJson(this.decoder.decode(bytes.subarray(start, end)));
  }

  private isRead(start: number): boolean {
    try {
      return this.scanner.read(start);
    } catch (error) {
      // A part that needed JSON.parse was nested too deeply for it: the slow reader will say so.
      if (error instanceof UnreadableJson) return false;
      throw error;
    }
  }
}

/** Readers by the batch that they write to: the objects of a thread take turns with one. */
export const DOCUMENT_READERS = new MadeOnce((batch: SpanBatch) => new DocumentReader(batch));
