import { constants } from 'node:buffer';
import type { ProblemReason } from '../../model/problems';
import type { DecodeLimits, Decoder, DecodeSink } from '../format';
import { whatIsWrong } from '../json/diagnosis';
import { Effects } from '../json/effects';
import { DocumentFramer, type DocumentHandlers } from '../json/framing';
import { parseJson, UnreadableJson } from '../json/parse';
import { Source } from '../json/source';
import { TraceIdSearch } from '../json/trace-ids';
import { DocumentScanner } from './document-scanner';
import { ObjectReader } from './object-document';

/**
 * Reads OTLP JSON: each document by the scanner, or where that gives up through JSON.parse. A document is taken as a
 * whole or not at all.
 */
export class OtlpJsonReader implements Decoder, DocumentHandlers {
  private readonly sink: DecodeSink;
  private readonly scanned: boolean;
  private readonly effects: Effects;
  private readonly scanner: DocumentScanner;
  private readonly objects: ObjectReader;
  private readonly framer: DocumentFramer;
  private readonly damage: TraceIdSearch;
  private readonly decoder = new TextDecoder('utf-8', { ignoreBOM: true });
  private readonly source: Source;

  /** @param scanned whether documents are scanned at all; without, all go through JSON.parse, to compare with */
  constructor(sink: DecodeSink, limits: DecodeLimits, scanned = true) {
    this.sink = sink;
    this.scanned = scanned;
    this.source = new Source(limits.maxDocumentBytes);
    this.effects = new Effects(sink);
    this.scanner = new DocumentScanner(this.source, sink.batch, this.effects);
    this.objects = new ObjectReader(sink.batch, this.effects);
    this.framer = new DocumentFramer(limits, this);
    this.damage = new TraceIdSearch(sink);
  }

  write(chunk: Uint8Array): void {
    this.framer.write(chunk);
  }

  end(complete: boolean): void {
    this.framer.end(complete);
  }

  tryLine(bytes: Uint8Array, start: number, end: number, offset: number): boolean {
    if (!this.scanned) return false;
    const rows = this.sink.batch.length;
    if (this.isRead(this.source.take(bytes, start, end, offset))) {
      this.effects.commit();
      return true;
    }
    this.sink.batch.truncate(rows);
    this.effects.forget();
    return false;
  }

  document(bytes: Uint8Array, start: number, end: number, offset: number): void {
    if (!this.tryLine(bytes, start, end, offset)) this.readSlowly(bytes, start, end, offset);
  }

  problem(offset: number, reason: ProblemReason, message: string): void {
    this.sink.problem(offset, reason, message);
  }

  damaged(bytes: Uint8Array, start: number, end: number): void {
    this.damage.search(bytes, start, end);
  }

  /** Reads a document through JSON.parse. */
  private readSlowly(bytes: Uint8Array, start: number, end: number, offset: number): void {
    const rows = this.sink.batch.length;
    try {
      this.objects.read(this.parse(bytes, start, end), offset);
      this.effects.commit();
    } catch (error) {
      if (!(error instanceof SyntaxError || error instanceof UnreadableJson)) throw error;
      this.sink.batch.truncate(rows);
      this.effects.forget();
      const message = error instanceof UnreadableJson ? error.message : whatIsWrong(bytes, start, end);
      this.sink.problem(offset, 'invalid-json', message);
      this.damage.search(bytes, start, end);
    }
  }

  private parse(bytes: Uint8Array, start: number, end: number): unknown {
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
