import type { BlockFacts } from '../../model/block';
import { HOST_ATTRIBUTES, type ResourcePool } from '../../model/resources';
import { AttributeReader, dedicatedColumns } from './attributes';
import type { ByteReader, RowGroupColumns } from './columns';
import { DamagedParquet } from './damaged';
import { forGroups } from './groups';
import { type Texts, textOf, ValueNumbers } from './texts';

const INSTANCE = 'service.instance.id';
const LANGUAGE = 'telemetry.sdk.language';
const SERVICE = 'service.name';
const PATH = 'rs.Resource';
/** An entry that begins a resource, of the same trace or the next, has at most this repetition level. */
const LEVEL = 1;
const ABSENT = -1;

/** Reads the resources of one row group as numbers of a pool. */
export class ResourceReader {
  /** Of the resources that were read last, their numbers in the pool. */
  numbers = new Uint32Array(0);
  private readonly pool: ResourcePool;
  private readonly texts: Texts;
  private readonly service: ByteReader;
  private readonly services: ValueNumbers;
  private readonly attributes: AttributeReader | null;
  private readonly known = new Map<string, number>();
  private serviceOf = new Int32Array(0);

  /** @param withHosts whether more than the service's name is wanted */
  constructor(
    columns: RowGroupColumns,
    facts: BlockFacts,
    texts: Texts,
    pool: ResourcePool,
    withHosts: boolean,
  ) {
    const service = columns.bytes(`${PATH}.ServiceName`);
    if (service === null) throw new DamagedParquet(0, `the block has no column ${PATH}.ServiceName`);
    this.service = service;
    this.pool = pool;
    this.texts = texts;
    this.services = new ValueNumbers((bytes, start, end) => texts.number(textOf(bytes, start, end)));
    const names = [...HOST_ATTRIBUTES, INSTANCE, LANGUAGE, SERVICE];
    const own = dedicatedColumns(facts, 'resource');
    this.attributes = withHosts
      ? new AttributeReader(
          columns,
          { path: PATH, records: `${PATH}.ServiceName`, level: LEVEL, names, own },
          texts,
        )
      : null;
  }

  /** Reads the next resources. @throws DamagedParquet */
  async read(count: number): Promise<void> {
    if (this.numbers.length < count) {
      this.numbers = new Uint32Array(count);
      this.serviceOf = new Int32Array(count);
    }
    this.serviceOf.fill(ABSENT, 0, count);
    await forGroups(this.service, count, LEVEL, null, (resource, column, index) => {
      this.serviceOf[resource] = this.services.at(column.values(), index);
    });
    await this.attributes?.read(count, null);
    const width = this.attributes === null ? 0 : HOST_ATTRIBUTES.length + 3;
    for (let resource = 0; resource < count; resource++) {
      const slots = this.attributes?.slots.subarray(resource * width, (resource + 1) * width).join() ?? '';
      const key = `${this.serviceOf[resource]!};${slots}`;
      const known = this.known.get(key) ?? this.intern(resource);
      this.known.set(key, known);
      this.numbers[resource] = known;
    }
  }

  private intern(resource: number): number {
    const attribute = (name: string) => this.attributes?.text(resource, name) ?? null;
    // Tempo keeps an empty name where there is none; a name that is no text stays among the attributes.
    const service = this.texts.text(this.serviceOf[resource]!) || attribute(SERVICE);
    const host = HOST_ATTRIBUTES.map(attribute).find((text) => text !== null && text !== '');
    return this.pool.intern({
      service,
      host: host ?? null,
      instance: attribute(INSTANCE),
      language: attribute(LANGUAGE),
    });
  }
}
