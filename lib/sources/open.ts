import { PathSource } from './path-source';
import { S3Source } from './s3-source';
import type { Source, SourceSpec } from './source';
import { StdinSource } from './stdin-source';
import { TempoSource } from './tempo/tempo-source';

/**
 * Opens a source, on the main thread or in a worker. Nothing is read, and no connection made, before it is used; only
 * the credentials of a Tempo are read.
 * @throws SourceError where they cannot be
 */
export function openSource(spec: SourceSpec): Source {
  switch (spec.kind) {
    case 'path':
      return new PathSource(spec);
    case 's3':
      return new S3Source(spec);
    case 'tempo':
      return new TempoSource(spec);
    default:
      return new StdinSource();
  }
}
