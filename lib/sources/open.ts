import { PathSource } from './path-source';
import { S3Source } from './s3-source';
import type { Source, SourceSpec } from './source';
import { StdinSource } from './stdin-source';

/** Opens a source, on the main thread or in a worker. Nothing is read, and no connection made, before it is used. */
export function openSource(spec: SourceSpec): Source {
  if (spec.kind === 'path') return new PathSource(spec);
  return spec.kind === 's3' ? new S3Source(spec) : new StdinSource();
}
