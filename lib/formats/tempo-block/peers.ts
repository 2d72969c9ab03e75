import type { BlockFacts } from '../../model/block';
import { PEER_ATTRIBUTES, PEER_PORTS } from '../../model/resources';
import type { StringPool } from '../../model/strings';
import { PEER_URLS, peerOf } from '../peer';
import { AttributeReader, dedicatedColumns, type OwnColumn } from './attributes';
import type { RowGroupColumns } from './columns';
import type { Texts } from './texts';

const NAMES: readonly string[] = [
  ...new Set([...PEER_ATTRIBUTES, ...Object.values(PEER_PORTS), ...PEER_URLS]),
];
/** Of each of PEER_ATTRIBUTES the slot of its port; -1 where it has none. */
const PORT_SLOTS: readonly number[] = PEER_ATTRIBUTES.map((name) => NAMES.indexOf(PEER_PORTS[name] ?? ''));
/** Columns that vParquet4 has whatever meta.json names. */
const HTTP_URL: OwnColumn = { name: 'http.url', path: 'HttpUrl', type: 'string' };
const PATH = 'rs.ss.Spans';
/** An entry that begins a span, or stands for the lack of one, has at most this repetition level. */
export const SPAN_LEVEL = 3;
/** An address, which of PEER_ATTRIBUTES it is, and a port fit into one exact number up to these numbers of texts. */
const MOST_TEXTS = 2 ** 26;
const MOST_PORTS = 2 ** 24;

/** Finds out whom CLIENT and PRODUCER spans call, by the rules of lib/formats/peer.ts. */
export class PeerReader {
  private readonly attributes: AttributeReader;
  private readonly strings: StringPool;
  private readonly known = new Map<number, number>();

  constructor(columns: RowGroupColumns, facts: BlockFacts, texts: Texts, strings: StringPool) {
    const own = [HTTP_URL, ...dedicatedColumns(facts, 'span')];
    this.attributes = new AttributeReader(
      columns,
      { path: PATH, records: `${PATH}.SpanID`, level: SPAN_LEVEL, names: NAMES, own },
      texts,
    );
    this.strings = strings;
  }

  /**
   * Reads the next entries of spans.
   * @param wanted 0 for each entry whose callee is not asked for
   * @throws DamagedParquet
   */
  read(entries: number, wanted: Uint8Array): Promise<void> {
    return this.attributes.read(entries, wanted);
  }

  /** The callee of an entry that was read last, as a number of the string pool. */
  at(entry: number): number {
    const { slots } = this.attributes;
    const first = entry * NAMES.length;
    let address = 0;
    while (address < PEER_ATTRIBUTES.length && slots[first + address]! < 0) address++;
    const text = slots[first + address]!;
    if (address === PEER_ATTRIBUTES.length || text >= MOST_TEXTS) return this.find(entry);
    const port = PORT_SLOTS[address]!;
    const portText = port < 0 ? -1 : slots[first + port]!;
    if (portText >= MOST_PORTS - 1) return this.find(entry);
    const key = (text * PEER_ATTRIBUTES.length + address) * MOST_PORTS + Math.max(portText, -1) + 1;
    const known = this.known.get(key);
    if (known !== undefined) return known;
    const found = this.find(entry);
    // An empty address says nothing, and the next attribute counts.
    if (this.attributes.texts.text(text) !== '') this.known.set(key, found);
    return found;
  }

  private find(entry: number): number {
    return this.strings.intern(peerOf((name) => this.attributes.text(entry, name)));
  }
}
