import { MadeOnce } from '../../model/made-once';
import { PEER_ATTRIBUTES, PEER_PORTS } from '../../model/resources';
import type { StringPool } from '../../model/strings';
import { PEER_URLS, peerOf } from '../peer';
import { AttributeKeys, AttributeReader } from './attributes';
import { BytesMap } from './bytes-map';
import type { WireReader } from './wire';

const NAMES: readonly string[] = [
  ...new Set([...PEER_ATTRIBUTES, ...Object.values(PEER_PORTS), ...PEER_URLS]),
];
const KEYS = new AttributeKeys(NAMES);
/** Of each of PEER_ATTRIBUTES the index of its port's name; -1 where it has none. */
const PORT_INDEX: readonly number[] = PEER_ATTRIBUTES.map((name) => NAMES.indexOf(PEER_PORTS[name] ?? ''));
const ATTRIBUTES = 0x4a;
/** AnyValue.string_value. */
const STRING = 0x0a;
/** Distinct callees of which the bytes are remembered, and the most that they may have. */
const MOST_REMEMBERED = 4096;
const MOST_BYTES = 256;
/** Their numbers by bytes, for each pool, as those of resources. */
const REMEMBERED = new MadeOnce((_strings: StringPool) => new BytesMap(MOST_REMEMBERED));

/** Finds out whom a CLIENT or PRODUCER span calls, from its attributes; by the rules of lib/formats/peer.ts. */
export class PeerReader {
  private readonly reader: WireReader;
  private readonly strings: StringPool;
  private readonly attributes: AttributeReader;
  private readonly known: BytesMap;
  private readonly key = new Uint8Array(MOST_BYTES);

  constructor(reader: WireReader, strings: StringPool) {
    this.reader = reader;
    this.strings = strings;
    this.known = REMEMBERED.of(strings);
    this.attributes = new AttributeReader(reader, KEYS);
  }

  /** The callee as a number of the string pool, from the fields of a span in `[start, end)`. @throws DamagedMessage */
  read(start: number, end: number): number {
    const { reader, attributes } = this;
    attributes.clear();
    reader.position = start;
    while (reader.position < end) {
      const tag = reader.tag(end);
      if (tag !== ATTRIBUTES) {
        reader.skip(tag, end);
        continue;
      }
      const last = reader.bytesEnd(end);
      attributes.take(last);
      reader.position = last;
    }
    return this.lookUp();
  }

  private lookUp(): number {
    const keyBytes = this.fillKey();
    if (keyBytes === 0) return this.decode();
    const known = this.known.get(this.key, 0, keyBytes);
    if (known >= 0) return known;
    const number = this.decode();
    this.known.set(this.key, 0, keyBytes, number);
    return number;
  }

  private decode(): number {
    return this.strings.intern(peerOf((name) => this.attributes.text(name)));
  }

  /**
   * Puts what decides on the callee together: the first address attribute, where it is a text that is not empty, and
   * its port. @returns how many bytes that is; 0 where it is not as simple
   */
  private fillKey(): number {
    const { starts, ends } = this.attributes;
    const index = PEER_ATTRIBUTES.findIndex((_, at) => starts[at] !== 0);
    if (index < 0) return 0;
    const start = starts[index]!;
    const { bytes } = this.reader;
    const textBytes = ends[index]! - start - 2;
    if (textBytes < 1 || bytes[start] !== STRING || bytes[start + 1] !== textBytes) return 0;
    this.key[0] = index;
    const addressEnd = this.append(1, start, ends[index]!);
    const port = PORT_INDEX[index]!;
    if (port < 0 || addressEnd === 0) return addressEnd;
    return this.append(addressEnd, starts[port]!, ends[port]!);
  }

  private append(at: number, start: number, end: number): number {
    if (at + end - start > MOST_BYTES) return 0;
    for (let from = start, to = at; from < end; from++, to++) this.key[to] = this.reader.bytes[from]!;
    return at + end - start;
  }
}
