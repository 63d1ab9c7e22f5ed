import type { GlobSelection } from "./collect/globs.ts";
import { type Places, pathInside } from "./places.ts";

/** How a storage that is a directory, and the volume, lie to each other. */
export interface Overlap {
  /** Where on the volume the storage is. */
  readonly storageInVolume: string | undefined;
  /** Where on the volume its objects are, if the storage itself is not on it. */
  readonly objectsInVolume: string | undefined;
  /** Whether the volume is among the objects. */
  readonly isVolumeInObjects: boolean;
}

/** By the names of the folders alone. */
export function overlapByName({ root, storage }: Places): Overlap | undefined {
  if (storage === undefined) return undefined;
  return {
    storageInVolume: pathInside(root, storage.folder),
    objectsInVolume: pathInside(root, storage.objects),
    isVolumeInObjects: pathInside(storage.objects, root) !== undefined,
  };
}

/**
 * Whether what is shipped would be collected, and shipped again, without end.
 *
 * @param selects what is collected
 */
export function collectsItself(overlap: Overlap, selects: GlobSelection): boolean {
  const { storageInVolume, objectsInVolume, isVolumeInObjects } = overlap;
  const folder = storageInVolume ?? objectsInVolume;
  return folder === undefined ? isVolumeInObjects : selects.mayMatchBelow(folder);
}
