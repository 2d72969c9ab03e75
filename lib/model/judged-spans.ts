import type { TableMemory } from './kernel/table-memory';
import {
  RECORD_FACTS,
  RECORD_FLAGS,
  RECORD_KIND,
  RECORD_THRESHOLD,
  RecordWord,
} from './kernel/table-records';
import { compareTimes, millisOfWords, nanosBetween } from './time';

const { SPAN_ID, PARENT_ID, START, END, TRACE, NAME, RESOURCE, PEER } = RecordWord;

/**
 * The spans of a corpus by row, each a record in the memory of the table. IDs and times are two words each: of these the
 * methods give the place in `words`.
 */
export class JudgedSpans {
  /** All words of the memory. */
  readonly words: Uint32Array;
  private readonly halves: Uint16Array;
  private readonly octets: Uint8Array;
  private readonly records: Uint32Array;

  /** @param records the address of each row's record */
  constructor(memory: TableMemory, records: Uint32Array) {
    const { buffer } = memory;
    this.words = new Uint32Array(buffer);
    this.halves = new Uint16Array(buffer);
    this.octets = new Uint8Array(buffer);
    this.records = records;
  }

  /** Where the span ID stands. */
  spanId(row: number): number {
    return this.at(row, SPAN_ID);
  }

  /** Where the parent ID stands; both words are zero where there is none. */
  parentId(row: number): number {
    return this.at(row, PARENT_ID);
  }

  /** Where the start stands, nanoseconds since the epoch; both words are zero where none is set. */
  start(row: number): number {
    return this.at(row, START);
  }

  /** Where the end stands, as the start. */
  end(row: number): number {
    return this.at(row, END);
  }

  /** Number of the trace. */
  trace(row: number): number {
    return this.words[this.at(row, TRACE)]!;
  }

  /** Number in the resource pool. */
  resource(row: number): number {
    return this.words[this.at(row, RESOURCE)]!;
  }

  /** Number in the string pool. */
  name(row: number): number {
    return this.words[this.at(row, NAME)]!;
  }

  /** Of CLIENT and PRODUCER spans: whom they call; number in the string pool. */
  peer(row: number): number {
    return this.words[this.at(row, PEER)]!;
  }

  /** Kind. */
  kind(row: number): number {
    return this.octets[this.records[row]! + RECORD_KIND]!;
  }

  /** Bits of Span.flags, the lower 16. */
  flags(row: number): number {
    return this.halves[(this.records[row]! + RECORD_FLAGS) / 2]!;
  }

  /** Bits of Fact. */
  facts(row: number): number {
    return this.halves[(this.records[row]! + RECORD_FACTS) / 2]!;
  }

  /** Adds bits of Fact. */
  addFacts(row: number, facts: number): void {
    this.halves[(this.records[row]! + RECORD_FACTS) / 2]! |= facts;
  }

  /** Declared rejection threshold: its first 16 bits plus 1; 0 where none is declared. */
  threshold(row: number): number {
    return this.halves[(this.records[row]! + RECORD_THRESHOLD) / 2]!;
  }

  /** Whether both words at a place are zero: no such ID, or time. */
  isUnset(place: number): boolean {
    return this.words[place] === 0 && this.words[place + 1] === 0;
  }

  /** Negative, zero or positive as the two words at one place are less than, the same as or more than those at another. */
  compare(a: number, b: number): number {
    const { words } = this;
    return compareTimes(words[a]!, words[a + 1]!, words[b]!, words[b + 1]!);
  }

  /** Nanoseconds from the time at one place to that at another. */
  nanos(from: number, to: number): number {
    const { words } = this;
    return nanosBetween(words[to]!, words[to + 1]!, words[from]!, words[from + 1]!);
  }

  /** The time at a place, in milliseconds since the epoch; exact to about a microsecond. */
  millis(place: number): number {
    return millisOfWords(this.words[place]!, this.words[place + 1]!);
  }

  private at(row: number, word: number): number {
    return this.records[row]! / 4 + word;
  }
}
