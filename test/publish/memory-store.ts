import type { ObjectStore, StoredObject } from '../../lib/publish/store';

/** A store in memory with the conditions of S3: a tag for each version, and a conflict where the condition fails. */
export class MemoryStore implements ObjectStore {
  readonly objects = new Map<string, StoredObject>();
  /** Called before each write: a test may let another run be faster. */
  onPut: (key: string) => void = () => undefined;
  private version = 0;

  get(key: string): Promise<StoredObject | null> {
    return Promise.resolve(this.objects.get(key) ?? null);
  }

  put(...[key, body, condition]: Parameters<ObjectStore['put']>): Promise<{ etag: string } | 'conflict'> {
    this.onPut(key);
    const etag = this.objects.get(key)?.etag;
    const isMet =
      condition === null || ('ifMatch' in condition ? condition.ifMatch === etag : etag === undefined);
    if (!isMet) return Promise.resolve('conflict');
    this.version++;
    const stored = { body, etag: `"${this.version}"` };
    this.objects.set(key, stored);
    return Promise.resolve({ etag: stored.etag });
  }

  /** Everything in it as text. */
  text(): string {
    return [...this.objects]
      .map(([key, { body }]) => `${key}\n${Buffer.from(body).toString('utf8')}`)
      .join('\n');
  }
}
