import type { Problem } from '../model/problems';
import type { S3Bucket, S3Object } from './s3-bucket';
import { objectErrorOf, sourceErrorOf } from './s3-errors';
import { failureOf } from './s3-failure';
import { readS3Part } from './s3-reader';
import type { FlatPage, Level, StoredObject, Tree, TreeFolder } from './tree';

const PAGE = 1000;

/** The keys of a bucket as folders. A folder's path is its prefix, with the last slash; '' is the whole bucket. */
export class S3Tree implements Tree<TreeFolder> {
  private readonly bucket: S3Bucket;
  private hasAnswered = false;

  constructor(bucket: S3Bucket) {
    this.bucket = bucket;
  }

  async *level(folder: TreeFolder, signal: AbortSignal): AsyncGenerator<Level<TreeFolder>> {
    for await (const page of this.pages(folder.path, true, signal)) {
      const folders = page.folders.map((path) => ({ path }));
      yield { folders, objects: page.objects.map(({ object }) => object), problems: page.problems };
    }
  }

  readonly flat = (folder: TreeFolder, signal: AbortSignal): AsyncGenerator<FlatPage> =>
    this.pages(folder.path, false, signal);

  /** Whether any key begins with a text. */
  async holds(prefix: string, signal: AbortSignal): Promise<boolean> {
    const query = { prefix, isLevel: false, token: null, limit: 1 };
    try {
      return (await this.bucket.keys(query, signal)).objects.length > 0;
    } catch (error) {
      signal.throwIfAborted();
      throw sourceErrorOf(error, this.bucket.spec);
    }
  }

  /**
   * The object of that very key, without listing its neighbours; null where there is none. To who may read only what
   * lies below a folder, S3 does not tell a missing object from a forbidden one: that is none either.
   */
  async object(key: string, signal: AbortSignal): Promise<StoredObject | Problem | null> {
    try {
      return this.stored(await this.bucket.head(key, signal));
    } catch (error) {
      signal.throwIfAborted();
      const { status } = failureOf(error);
      if (status === 404 || status === 403) return null;
      const { reason, message } = objectErrorOf(error);
      return { object: this.nameOf(key), offset: null, reason, message };
    }
  }

  read({ name, size, etag }: StoredObject, signal: AbortSignal): Promise<Uint8Array> {
    const key = name.slice(this.nameOf('').length);
    return readS3Part(this.bucket, { key, size: size ?? 0, etag }, { start: 0, end: size ?? 0 }, signal);
  }

  /** The object's address, as people know it. */
  nameOf(key: string): string {
    return `s3://${this.bucket.spec.bucket}/${key}`;
  }

  /** Once the bucket has answered, what cannot be listed is a gap, and told of as a problem; before that, all is missing. */
  private async *pages(
    prefix: string,
    isLevel: boolean,
    signal: AbortSignal,
  ): AsyncGenerator<FlatPage & { readonly folders: readonly string[] }> {
    let token: string | null = null;
    try {
      do {
        const page = await this.bucket.keys({ prefix, isLevel, token, limit: PAGE }, signal);
        this.hasAnswered = true;
        const objects = page.objects
          .filter((found) => !isFolderMark(found))
          .map((found) => this.found(found));
        yield { folders: page.prefixes, objects, problems: [] };
        token = page.next;
      } while (token !== null);
    } catch (error) {
      signal.throwIfAborted();
      if (!this.hasAnswered) throw sourceErrorOf(error, this.bucket.spec);
      const message = `what is below it was not listed to its end: ${objectErrorOf(error).message}`;
      const problem = { object: this.nameOf(prefix), offset: null, reason: 'unreadable', message } as const;
      yield { folders: [], objects: [], problems: [problem] };
    }
  }

  private found(found: S3Object) {
    return { folder: found.key.slice(0, found.key.lastIndexOf('/') + 1), object: this.stored(found) };
  }

  private stored({ key, size, modified, etag }: S3Object): StoredObject {
    return { name: this.nameOf(key), size, modified, etag };
  }
}

/** Consoles make an empty object for each folder that a person creates. */
function isFolderMark({ key, size }: S3Object): boolean {
  return size === 0 && key.endsWith('/');
}
