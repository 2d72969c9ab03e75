import type { ObjectStore, PutCondition, StoredObject } from '../../lib/publish/store';

/** An object store in memory, with conditions as S3 has them. Hooks let a test fail or reorder single calls. */
export class MemoryStore implements ObjectStore {
  readonly objects = new Map<string, StoredObject>();
  /** Called before each call; may throw or wait. */
  before: (call: { readonly method: 'get' | 'put'; readonly key: string }) => Promise<void> = async () => {};
  /** Called after each call took effect; may throw: the answer is lost. */
  after: (call: { readonly method: 'get' | 'put'; readonly key: string }) => Promise<void> = async () => {};
  private version = 0;

  async get(key: string): Promise<StoredObject | null> {
    await this.before({ method: 'get', key });
    const found = this.objects.get(key) ?? null;
    await this.after({ method: 'get', key });
    return found;
  }

  async put(key: string, body: Uint8Array, condition: PutCondition): Promise<'written' | 'conflict'> {
    await this.before({ method: 'put', key });
    const current = this.objects.get(key);
    if (condition !== null && 'ifMatch' in condition && current?.etag !== condition.ifMatch)
      return 'conflict';
    if (condition !== null && 'ifNoneMatch' in condition && current !== undefined) return 'conflict';
    const etag = `"${this.version++}"`;
    this.objects.set(key, { body, etag });
    await this.after({ method: 'put', key });
    return 'written';
  }

  json(key: string): unknown {
    const found = this.objects.get(key);
    return found === undefined ? null : JSON.parse(Buffer.from(found.body).toString('utf8'));
  }
}
