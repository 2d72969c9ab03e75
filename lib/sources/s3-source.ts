import { folderPrefix } from '../model/prefix';
import type { Problem } from '../model/problems';
import type { Window } from '../model/window';
import { Descent } from './descent';
import { SourceError } from './errors';
import { LinkedAbort } from './linked-abort';
import { S3Bucket, type S3Spec, type S3Timeouts } from './s3-bucket';
import { S3Parts } from './s3-parts';
import { readS3 } from './s3-reader';
import { S3Tree } from './s3-tree';
import { Selection } from './selection';
import type { ListedObject, Listing, ObjectParts, Source } from './source';
import type { StoredObject } from './tree';

/**
 * The objects of a bucket whose keys lie below a prefix. The prefix is a folder, or one key: `s3://b/traces` is the
 * object `traces` and all of `traces/`, and not `traces-old/`.
 */
export class S3Source implements Source {
  readonly spec: S3Spec;
  readonly name: string;
  private readonly bucket: S3Bucket;

  /** @param timeouts other than the usual ones; for tests */
  constructor(spec: S3Spec, timeouts?: S3Timeouts) {
    this.spec = spec;
    this.name = `s3://${spec.bucket}/${spec.prefix}`;
    this.bucket = new S3Bucket(spec, timeouts);
  }

  async *list(range: Window | null, signal: AbortSignal): AsyncGenerator<Listing> {
    const link = new LinkedAbort(signal);
    try {
      yield* this.listBelow(new Selection(range, this.spec.partitionTimezone, 'uploaded'), link.signal);
    } finally {
      link[Symbol.dispose]();
    }
  }

  async *open(object: ListedObject, signal: AbortSignal): AsyncGenerator<Uint8Array> {
    yield* readS3(this.bucket, this.keyed(object), signal);
  }

  parts(object: ListedObject, signal: AbortSignal): ObjectParts {
    return new S3Parts(this.bucket, this.keyed(object), signal);
  }

  close(): void {
    this.bucket.close();
  }

  private keyed({ name, size, etag }: ListedObject) {
    return { key: name.slice(`s3://${this.spec.bucket}/`.length), size: size ?? 0, etag };
  }

  private async *listBelow(selection: Selection, signal: AbortSignal): AsyncGenerator<Listing> {
    const tree = new S3Tree(this.bucket);
    const { prefix } = this.spec;
    const folder = folderPrefix(prefix);
    let isFound = prefix === '';
    for await (const listing of new Descent(tree, selection, signal).list({ path: folder })) {
      isFound = true;
      yield listing;
    }
    const single = folder === prefix ? null : await tree.object(prefix, signal);
    if (single !== null) {
      isFound = true;
      yield* listingOf(single, selection, prefix);
    }
    if (!isFound && !(await tree.holds(folder, signal))) {
      throw new SourceError('empty', `${tree.nameOf(folder)}: nothing is stored below this prefix`);
    }
  }
}

function* listingOf(single: StoredObject | Problem, selection: Selection, key: string): Generator<Listing> {
  if ('reason' in single) {
    yield { objects: [], problems: [single] };
    return;
  }
  const taken = selection.take(single, key.slice(0, key.lastIndexOf('/') + 1));
  if (taken !== null) yield { objects: [taken], problems: [] };
}
