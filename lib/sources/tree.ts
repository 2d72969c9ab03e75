import type { Problem } from '../model/problems';
import type { ListedObject } from './source';

/** An object as the store lists it, before its partition keys are looked at. */
export type StoredObject = Omit<ListedObject, 'partition'>;

/** What lies directly in a folder, or a page of it. */
export interface Level<Folder> {
  readonly folders: readonly Folder[];
  readonly objects: readonly StoredObject[];
  readonly problems: readonly Problem[];
}

/** An object with the path of the folder that it lies in. */
export interface FoundObject {
  readonly folder: string;
  readonly object: StoredObject;
}

/** Objects of several folders, each with the path of its own. */
export interface FlatPage {
  readonly objects: readonly FoundObject[];
  readonly problems: readonly Problem[];
}

/** What every store knows of a folder: its path, in which partition keys are looked for. */
export interface TreeFolder {
  readonly path: string;
}

/** A store of objects in folders: a file system, or a bucket whose keys have slashes. */
export interface Tree<Folder extends TreeFolder> {
  /** Pages of one level, each of at most 1000 objects. */
  level(folder: Folder, signal: AbortSignal): AsyncIterable<Level<Folder>>;
  /** All bytes of a small object. @throws ObjectError */
  read(object: StoredObject, signal: AbortSignal): Promise<Uint8Array>;
  /** Pages of all that lies under a folder, where the store has that cheaper than level by level; else null. */
  readonly flat: ((folder: Folder, signal: AbortSignal) => AsyncIterable<FlatPage>) | null;
}
