import { MadeOnce } from '../../model/made-once';
import { HOST_ATTRIBUTES, type ResourcePool } from '../../model/resources';
import { AttributeKeys, AttributeReader } from './attributes';
import { BytesMap } from './bytes-map';
import type { WireReader } from './wire';

/** Resource: attributes=1. */
const ATTRIBUTES = 0x0a;
const KEYS = new AttributeKeys([
  ...HOST_ATTRIBUTES,
  'service.name',
  'service.instance.id',
  'telemetry.sdk.language',
]);
/** Distinct resources of which the bytes are remembered. */
const MOST_REMEMBERED = 1024;
/** Their numbers by bytes, for each pool: what was decoded from one object serves for those that follow. */
const REMEMBERED = new MadeOnce((_pool: ResourcePool) => new BytesMap(MOST_REMEMBERED));

/** Reads Resource messages into a pool; one with the same bytes as one before is only looked up. */
export class ResourceReader {
  private readonly reader: WireReader;
  private readonly pool: ResourcePool;
  private readonly attributes: AttributeReader;
  private readonly known: BytesMap;

  constructor(reader: WireReader, pool: ResourcePool) {
    this.reader = reader;
    this.pool = pool;
    this.known = REMEMBERED.of(pool);
    this.attributes = new AttributeReader(reader, KEYS);
  }

  /** The number of the resource in `[start, end)`. @throws DamagedMessage */
  read(start: number, end: number): number {
    const { reader } = this;
    const known = this.known.get(reader.bytes, start, end);
    if (known >= 0) return known;
    const number = this.decode(start, end);
    this.known.set(reader.bytes, start, end, number);
    return number;
  }

  private decode(start: number, end: number): number {
    const { reader, attributes } = this;
    attributes.clear();
    reader.position = start;
    while (reader.position < end) {
      const tag = reader.tag(end);
      if (tag === ATTRIBUTES) {
        const last = reader.bytesEnd(end);
        attributes.take(last);
        reader.position = last;
      } else if (tag >>> 3 === 1) reader.wrongType(tag, 'Resource.attributes', 2);
      else reader.skip(tag, end);
    }
    const host = HOST_ATTRIBUTES.map((name) => attributes.text(name)).find(
      (text) => text !== null && text !== '',
    );
    return this.pool.intern({
      service: attributes.text('service.name'),
      host: host ?? null,
      instance: attributes.text('service.instance.id'),
      language: attributes.text('telemetry.sdk.language'),
    });
  }
}
