import { PEER_ATTRIBUTES, PEER_PORTS } from '../../model/resources';
import type { StringPool } from '../../model/strings';
import { Byte } from '../json/bytes';
import { KeySet } from '../json/keys';
import { parseJson } from '../json/parse';
import { plainEnd, skipValue } from '../json/skip';
import type { Source } from '../json/source';
import { word } from '../json/word';
import { hostOfUrl, PEER_URLS } from '../peer';
import { textOfAnyValue } from './any-value';

/** Attributes that a peer is made of: addresses, ports, URLs. */
const NAMES: readonly string[] = [
  ...new Set([...PEER_ATTRIBUTES, ...Object.values(PEER_PORTS), ...PEER_URLS]),
];
const NAME_KEYS = new KeySet(NAMES.map((name) => [name]));
const ADDRESSES = PEER_ATTRIBUTES.map((name) => {
  const port = PEER_PORTS[name];
  return { address: NAMES.indexOf(name), port: port === undefined ? -1 : NAMES.indexOf(port) };
});
const URLS = PEER_URLS.map((name) => NAMES.indexOf(name));

// `{"stringValue":"` and `{"intValue":`, four bytes at a time.
const STRING_VALUE = [word('{"st'), word('ring'), word('Valu'), word('e":"')] as const;
const INT_VALUE = [word('{"in'), word('tVal'), word('ue":')] as const;

const encoder = new TextEncoder();

/** Makes the name of the callee (see peerOf) from the bytes of a span's attributes. */
export class PeerScanner {
  private readonly source: Source;
  private readonly strings: StringPool;
  /** By name: where its value stands; 0 where the attribute is absent. A value never stands at 0. */
  private readonly values = new Int32Array(NAMES.length);
  private noted = false;
  /** The peer's text so far, as UTF-8. */
  private text = new Uint8Array(256);
  private length = 0;
  private readonly decoder = new TextDecoder('utf-8', { ignoreBOM: true });

  constructor(source: Source, strings: StringPool) {
    this.source = source;
    this.strings = strings;
  }

  /** A list of attributes begins. */
  forget(): void {
    if (!this.noted) return;
    this.values.fill(0);
    this.noted = false;
  }

  /** Remembers where the value of the attribute with the key `[start, end)` stands, if it can make a peer. */
  note(start: number, end: number, value: number): void {
    const name = NAME_KEYS.lookup(this.source.buffer, start, end - start);
    // Of a key that stands there twice the first counts, as in the slow reader.
    if (name < 0 || this.values[name] !== 0) return;
    this.values[name] = value;
    this.noted = true;
  }

  /** Number of the peer's text among the strings; 0 where the span names no peer. */
  number(): number {
    if (!this.noted) return 0;
    for (let index = 0; index < ADDRESSES.length; index++) {
      const { address, port } = ADDRESSES[index]!;
      if (this.values[address] === 0) continue;
      this.length = 0;
      this.append(this.values[address]!);
      if (this.length === 0) continue;
      if (port >= 0 && this.values[port] !== 0) this.appendPort(this.values[port]!);
      return this.strings.internBytes(this.text, 0, this.length);
    }
    for (const url of URLS) {
      const value = this.values[url]!;
      const host = value === 0 ? '' : hostOfUrl(this.slowText(value));
      if (host !== '') return this.strings.intern(host);
    }
    return 0;
  }

  private appendPort(value: number): void {
    const before = this.length;
    this.appendByte(Byte.COLON);
    this.append(value);
    if (this.length === before + 1) this.length = before;
  }

  /** Adds the text of the AnyValue at `value`. */
  private append(value: number): void {
    const { view } = this.source;
    const first = view.getInt32(value, true);
    if (
      first === STRING_VALUE[0] &&
      view.getInt32(value + 4, true) === STRING_VALUE[1] &&
      view.getInt32(value + 8, true) === STRING_VALUE[2] &&
      view.getInt32(value + 12, true) === STRING_VALUE[3]
    ) {
      if (this.appendPlain(value + 16)) return;
    } else if (
      first === INT_VALUE[0] &&
      view.getInt32(value + 4, true) === INT_VALUE[1] &&
      view.getInt32(value + 8, true) === INT_VALUE[2]
    ) {
      if (
        this.source.buffer[value + 12] === Byte.QUOTE
          ? this.appendPlain(value + 13)
          : this.appendDigits(value + 12)
      )
        return;
    }
    for (const byte of encoder.encode(this.slowText(value))) this.appendByte(byte);
  }

  /** Adds a string of ASCII without escapes that ends the value, and says whether it was one. */
  private appendPlain(start: number): boolean {
    const { buffer, view } = this.source;
    const end = plainEnd(view, start);
    if (buffer[end] !== Byte.QUOTE || buffer[end + 1] !== Byte.CLOSE_BRACE) return false;
    for (let index = start; index < end; index++) this.appendByte(buffer[index]!);
    return true;
  }

  /** Adds a short whole number that ends the value, and says whether it was one. */
  private appendDigits(start: number): boolean {
    const { buffer } = this.source;
    let end = start;
    while (buffer[end]! >= Byte.ZERO && buffer[end]! <= Byte.NINE) end++;
    if (end === start || end - start > 15 || buffer[end] !== Byte.CLOSE_BRACE) return false;
    for (let index = start; index < end; index++) this.appendByte(buffer[index]!);
    return true;
  }

  private appendByte(byte: number): void {
    if (this.length === this.text.length) {
      const larger = new Uint8Array(this.length * 2);
      larger.set(this.text);
      this.text = larger;
    }
    this.text[this.length++] = byte;
  }

  private slowText(value: number): string {
    const end = skipValue(this.source, value);
    return textOfAnyValue(parseJson(this.decoder.decode(this.source.buffer.subarray(value, end)))) ?? '';
  }
}
