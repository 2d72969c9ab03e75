import { textOfAnyValue } from './any-value';
import type { WireReader } from './wire';

/** KeyValue: key=1, value=2 (common.proto). */
const KEY = 0x0a;
const VALUE = 0x12;

/** Keys to look for among attributes; made once, as there is a reader for each object. */
export class AttributeKeys {
  readonly names: readonly string[];
  private readonly byLength: (readonly { readonly index: number; readonly bytes: Uint8Array }[])[] = [];

  constructor(names: readonly string[]) {
    this.names = names;
    for (const [index, name] of names.entries()) {
      const bytes = Uint8Array.from(Buffer.from(name));
      this.byLength[bytes.length] = [...(this.byLength[bytes.length] ?? []), { index, bytes }];
    }
  }

  /** The index of the name that these bytes are; -1 where it is another. */
  find(bytes: Uint8Array, start: number, end: number): number {
    const candidates = this.byLength[end - start];
    if (candidates === undefined) return -1;
    for (const { index, bytes: name } of candidates) {
      let at = 0;
      while (at < name.length && name[at] === bytes[start + at]) at++;
      if (at === name.length) return index;
    }
    return -1;
  }
}

/** Reads the values of a few attributes, without making strings of the others. */
export class AttributeReader {
  /** Of each name: where its AnyValue message stands; both 0 where the attribute is absent. */
  readonly starts: Uint32Array;
  readonly ends: Uint32Array;
  private readonly reader: WireReader;
  private readonly keys: AttributeKeys;

  constructor(reader: WireReader, keys: AttributeKeys) {
    this.reader = reader;
    this.keys = keys;
    this.starts = new Uint32Array(keys.names.length);
    this.ends = new Uint32Array(keys.names.length);
  }

  /** Forgets all values. */
  clear(): void {
    this.starts.fill(0);
    this.ends.fill(0);
  }

  /**
   * Takes the KeyValue message from the reader's position up to `end`. Of a key that comes twice the first counts, as
   * in OTLP JSON; the reader is left anywhere. @throws DamagedMessage
   */
  take(end: number): void {
    const { reader } = this;
    let keyStart = end;
    let keyEnd = end;
    let valueStart = end;
    let valueEnd = end;
    while (reader.position < end) {
      const tag = reader.tag(end);
      if (tag === KEY) {
        keyEnd = reader.bytesEnd(end);
        keyStart = reader.position;
        reader.position = keyEnd;
      } else if (tag === VALUE) {
        valueEnd = reader.bytesEnd(end);
        valueStart = reader.position;
        reader.position = valueEnd;
      } else if (tag >>> 3 === 1 || tag >>> 3 === 2) reader.wrongType(tag, 'a field of an attribute', 2);
      else reader.skip(tag, end);
    }
    const index = this.keys.find(reader.bytes, keyStart, keyEnd);
    if (index < 0 || this.starts[index] !== 0) return;
    this.starts[index] = valueStart;
    this.ends[index] = valueEnd;
  }

  /** The text of an attribute's value, null where it is absent or has none. @throws DamagedMessage */
  text(name: string): string | null {
    const index = this.keys.names.indexOf(name);
    const start = this.starts[index] ?? 0;
    return start === 0 ? null : textOfAnyValue(this.reader, start, this.ends[index]!);
  }
}
