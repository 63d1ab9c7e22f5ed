import { makeFolders } from "@sidecar-pair/runtime/make-folders.ts";
import { toSystemPath } from "./file-name.ts";

/**
 * Makes a folder and those above it, but never the volume: one that went away must not get a folder in
 * its place, which would pass for an empty volume.
 *
 * @param volume that the folder is on, unless it is somewhere else altogether
 * @throws the system's error; ENOENT when the volume is not there
 */
export async function makeFolder(path: string, volume: string): Promise<void> {
  await makeFolders(path, { top: volume, toSystemPath });
}
