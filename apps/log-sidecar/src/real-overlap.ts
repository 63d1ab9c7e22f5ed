import type { BigIntStats } from "node:fs";
import { realpath, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { errorCode } from "@sidecar-pair/runtime/errors.ts";
import type { Overlap } from "./own-output.ts";
import type { Places } from "./places.ts";

/**
 * The same as `overlapByName`, by the folders that these names lead to: through links, and through a
 * volume that is mounted twice.
 *
 * It does not see a part of the volume (`subPath`) that is mounted elsewhere.
 *
 * @returns undefined where the storage is no directory, or the volume cannot be looked at yet
 */
export async function realOverlap({ root, storage }: Places): Promise<Overlap | undefined> {
  if (storage === undefined) return undefined;
  const volume = await statOf(root);
  if (volume === undefined) return undefined;
  const objects = await statOf(storage.objects);
  return {
    storageInVolume: await wayFrom(volume, await realPathOf(storage.folder)),
    objectsInVolume: await wayFrom(volume, await realPathOf(storage.objects)),
    isVolumeInObjects:
      objects !== undefined && (await wayFrom(objects, await realPathOf(root))) !== undefined,
  };
}

/** The path of what may not be there yet, without links as far as it is there. */
async function realPathOf(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    const parent = dirname(path);
    if (errorCode(error) !== "ENOENT" || parent === path) return path;
    return join(await realPathOf(parent), basename(path));
  }
}

/** @returns the path to `path` from the folder above it, or itself, that is `top` */
async function wayFrom(top: BigIntStats, path: string): Promise<string | undefined> {
  let way = "";
  for (let folder = path; ; folder = dirname(folder)) {
    const found = await statOf(folder);
    if (found?.dev === top.dev && found.ino === top.ino) return way;
    if (dirname(folder) === folder) return undefined;
    way = join(basename(folder), way);
  }
}

async function statOf(path: string): Promise<BigIntStats | undefined> {
  return await stat(path, { bigint: true }).catch(() => undefined);
}
