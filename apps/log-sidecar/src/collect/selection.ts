import { type StatePlace, sharedFolderOf, stateOnVolume } from "../volume/state-place.ts";
import { compileGlobs } from "./globs.ts";

/** Which files of the volume are collected. */
export interface Selection extends StatePlace {
  /** @param path of a file, from the volume's root */
  readonly isSelected: (path: string) => boolean;
  /** Whether a file below a folder can be selected; true where that is not sure. */
  readonly mayMatchBelow: (folder: string) => boolean;
}

/** Folders at the root that belong to the file system, and nobody else. */
const SYSTEM_FOLDERS: ReadonlySet<string> = new Set(["lost+found"]);

/**
 * @param include globs relative to the volume; a file is collected if one of them matches, none excludes
 *   it, and it is not the sidecar's own
 */
export function selectionOf(
  place: StatePlace,
  include: readonly string[],
  exclude: readonly string[],
): Selection {
  const own = ownFoldersOf(place);
  const isOwn = (path: string): boolean =>
    own.some((folder) => path === folder || path.startsWith(`${folder}/`));
  const isMatched = compileGlobs(include, exclude);
  return {
    ...place,
    isSelected: (path) => isMatched(path) && !isOwn(path),
    mayMatchBelow: (folder) =>
      !isOwn(folder) && !SYSTEM_FOLDERS.has(folder) && isMatched.mayMatchBelow(folder),
  };
}

function ownFoldersOf(place: StatePlace): readonly string[] {
  const onVolume = stateOnVolume(place);
  const shared = sharedFolderOf(place);
  return onVolume === undefined || onVolume === shared ? [shared] : [shared, onVolume];
}
