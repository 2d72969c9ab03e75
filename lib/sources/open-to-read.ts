import { LocalParts } from './local-parts';
import { readLocal } from './local-reader';
import type { ReadableSource, SourceSpec } from './source';

/**
 * Opens a source of which objects are only read, not listed: for reading threads, which load no more than they need.
 */
export async function openToRead(spec: SourceSpec): Promise<ReadableSource> {
  if (spec.kind === 'path') {
    return {
      open: readLocal,
      openFrom: (object, from, signal) => readLocal(object, signal, from),
      parts: (object, signal) => new LocalParts(object, signal),
      close: () => undefined,
    };
  }
  const { openSource } = await import('./open.js');
  return openSource(spec);
}
