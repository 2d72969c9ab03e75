import { ObjectError } from '../../lib/sources/errors';
import type { FlatPage, Level, StoredObject, Tree, TreeFolder } from '../../lib/sources/tree';

export function storedKey(key: string, modified: number): StoredObject {
  return { name: key, size: 1, modified, etag: null };
}

/** A bucket in memory that notes what was asked of it and which objects its answers named. */
export class KeyTree implements Tree<TreeFolder> {
  readonly requests: { prefix: string; isLevel: boolean }[] = [];
  readonly seen = new Set<string>();
  readonly flat: Tree<TreeFolder>['flat'];
  private readonly objects: readonly StoredObject[];

  constructor(objects: readonly StoredObject[], canListFlat = true) {
    this.objects = [...objects].sort((one, other) => (one.name < other.name ? -1 : 1));
    this.flat = canListFlat ? ({ path }) => this.under(path) : null;
  }

  async *level({ path }: TreeFolder): AsyncGenerator<Level<TreeFolder>> {
    this.requests.push({ prefix: path, isLevel: true });
    const folders = new Set<string>();
    const objects: StoredObject[] = [];
    for (const object of this.objects.filter(({ name }) => name.startsWith(path))) {
      const slash = object.name.indexOf('/', path.length);
      if (slash >= 0) folders.add(object.name.slice(0, slash + 1));
      else objects.push(this.saw(object));
    }
    yield { folders: [...folders].map((folder) => ({ path: folder })), objects, problems: [] };
  }

  async read(): Promise<Uint8Array> {
    throw new ObjectError('gone', 'nothing is stored here');
  }

  private async *under(path: string): AsyncGenerator<FlatPage> {
    this.requests.push({ prefix: path, isLevel: false });
    const found = this.objects.filter(({ name }) => name.startsWith(path)).map((object) => this.saw(object));
    const objects = found.map((object) => ({
      folder: object.name.slice(0, object.name.lastIndexOf('/') + 1),
      object,
    }));
    yield { objects, problems: [] };
  }

  private saw(object: StoredObject): StoredObject {
    this.seen.add(object.name);
    return object;
  }
}
