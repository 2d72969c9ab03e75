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
  if (spec.kind === 'path') return new PathSource(spec);
  if (spec.kind === 's3') return new S3Source(spec);
  return spec.kind === 'tempo' ? new TempoSource(spec) : new StdinSource();
}
