import type { Stats } from 'node:fs';
import type { StoredObject } from './tree';

/** A file as an object. Its entity tag is the number of its file system and inode: a file put in its place has another. */
export function storedFile(name: string, stats: Stats): StoredObject {
  return { name, size: stats.size, modified: stats.mtimeMs, etag: inodeTag(stats) };
}

/** A pipe or device that was named as a source: what it holds is not known before it is read. */
export function storedStream(name: string): StoredObject {
  return { name, size: null, modified: null, etag: null };
}

/** What tells a file from another that was put in its place. */
export function inodeTag(stats: Stats): string {
  return `${stats.dev}:${stats.ino}`;
}

/** What something is that is neither file nor folder. */
export function kindInWords(stats: Stats): string {
  if (stats.isFIFO()) return 'a named pipe';
  if (stats.isSocket()) return 'a socket';
  if (stats.isCharacterDevice() || stats.isBlockDevice()) return 'a device';
  return 'no file';
}
