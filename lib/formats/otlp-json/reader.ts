import type { ProblemReason } from '../../model/problems';
import type { DecodeLimits, Decoder, DecodeSink } from '../format';
import { DocumentFramer, type DocumentHandlers } from '../json/framing';
import { TraceIdSearch } from '../json/trace-ids';
import { DOCUMENT_READERS, type DocumentReader } from './document-reader';

/** Reads an object of OTLP JSON, document by document. A document is taken as a whole or not at all. */
export class OtlpJsonReader implements Decoder, DocumentHandlers {
  private readonly sink: DecodeSink;
  private readonly scanned: boolean;
  private readonly documents: DocumentReader;
  private readonly framer: DocumentFramer;
  private readonly damage: TraceIdSearch;

  /**
   * @param linesFrom as for every decoder
   * @param scanned whether documents are scanned at all; without, all go through JSON.parse, to compare with
   */
  constructor(sink: DecodeSink, limits: DecodeLimits, linesFrom?: number, scanned = true) {
    this.sink = sink;
    this.scanned = scanned;
    this.documents = DOCUMENT_READERS.of(sink.batch);
    this.framer = new DocumentFramer(limits, this, linesFrom);
    this.damage = new TraceIdSearch(sink);
  }

  get isByLines(): boolean {
    return this.framer.isByLines;
  }

  write(chunk: Uint8Array): void {
    this.framer.write(chunk);
  }

  end(complete: boolean): void {
    this.framer.end(complete);
  }

  tryLine(bytes: Uint8Array, start: number, end: number, offset: number): boolean {
    return this.scanned && this.documents.scan(bytes, start, end, offset, this.sink);
  }

  document(bytes: Uint8Array, start: number, end: number, offset: number): void {
    if (this.tryLine(bytes, start, end, offset)) return;
    if (!this.documents.parse(bytes, start, end, offset, this.sink)) this.damaged(bytes, start, end);
  }

  problem(offset: number, reason: ProblemReason, message: string): void {
    this.sink.problem(offset, reason, message);
  }

  damaged(bytes: Uint8Array, start: number, end: number): void {
    this.damage.search(bytes, start, end);
  }
}
