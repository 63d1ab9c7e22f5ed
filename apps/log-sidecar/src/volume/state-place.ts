import { errorCode } from "@sidecar-pair/runtime/errors.ts";
import { isAbsolute, relative } from "node:path";
import { makeFolders } from "@sidecar-pair/runtime/make-folders.ts";
import { toSystemPath } from "./file-name.ts";
import { Folder } from "./folder.ts";

/** Where what outlives the process is kept. */
export interface StatePlace {
  /** The shared volume. */
  readonly root: string;
  /** STATE_DIR: best on a volume that nobody else can write to. */
  readonly stateFolder: string;
}

/** Holds what has to be on the shared volume: pins, which are hard links, and the shipper's name. */
export const SHARED_FOLDER = ".log-sidecar";

/** @returns the path of STATE_DIR from the volume's root; undefined when it is elsewhere */
export function stateOnVolume({ root, stateFolder }: StatePlace): string | undefined {
  const path = relative(root, stateFolder);
  return path === "" || path === ".." || path.startsWith("../") || isAbsolute(path)
    ? undefined
    : path;
}

/** The sidecar's own folder on the shared volume, by its path from the root. */
export function sharedFolderOf(place: StatePlace): string {
  return stateOnVolume(place) ?? SHARED_FOLDER;
}

/**
 * Opens a folder of the state, or STATE_DIR itself where none is named.
 *
 * What is on the shared volume is reached level by level, and the volume itself is never made: one that
 * went away must not get a folder in its place, which would pass for an empty volume. A path elsewhere
 * is the operator's, and is followed.
 *
 * @param make whether to make it, and those above it
 * @throws the system's error; ENOENT when it is missing, or the volume is
 */
export async function openStateFolder(
  place: StatePlace,
  name: string | undefined,
  make: boolean,
): Promise<Folder> {
  const onVolume = stateOnVolume(place);
  const names = [...(onVolume?.split("/") ?? []), ...(name === undefined ? [] : [name])];
  const open = async (makes: boolean): Promise<Folder> => {
    if (onVolume === undefined && makes) await makeFolders(place.stateFolder, { toSystemPath });
    const top = await Folder.open(onVolume === undefined ? place.stateFolder : place.root);
    return await openBelow(top, names, makes);
  };
  return await openOrMake(open, make);
}

/** The same for the sidecar's own folder on the shared volume. */
export async function openSharedFolder(
  place: StatePlace,
  name: string | undefined,
  make: boolean,
): Promise<Folder> {
  const shared = sharedFolderOf(place).split("/");
  const names = name === undefined ? shared : [...shared, name];
  const open = async (makes: boolean): Promise<Folder> =>
    await openBelow(await Folder.open(place.root), names, makes);
  return await openOrMake(open, make);
}

/** It is there, mostly: then nothing is to be made. */
async function openOrMake(
  open: (makes: boolean) => Promise<Folder>,
  make: boolean,
): Promise<Folder> {
  try {
    return await open(false);
  } catch (error) {
    if (!make || errorCode(error) !== "ENOENT") throw error;
    return await open(true);
  }
}

/** Closes each folder on the way, the first one too. */
async function openBelow(top: Folder, names: readonly string[], make: boolean): Promise<Folder> {
  let folder = top;
  for (const name of names) {
    await using above = folder;
    if (make) await above.makeFolder(name);
    folder = await above.openFolder(name);
  }
  return folder;
}
