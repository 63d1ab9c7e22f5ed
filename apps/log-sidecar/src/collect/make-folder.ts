import { mkdir } from "node:fs/promises";
import { dirname } from "node:path";
import { errorCode } from "@sidecar-pair/runtime/errors.ts";
import { toSystemPath } from "./file-name.ts";

/**
 * Makes a folder and those above it, but never the volume: one that went away must not get a folder in
 * its place, which would pass for an empty volume.
 *
 * @param volume that the folder is on, unless it is somewhere else altogether
 * @throws the system's error; ENOENT when the volume is not there
 */
export async function makeFolder(path: string, volume: string): Promise<void> {
  try {
    await makeOne(path);
  } catch (error) {
    const parent = dirname(path);
    const isHopeless = parent === volume || parent === path;
    if (errorCode(error) !== "ENOENT" || isHopeless) throw error;
    await makeFolder(parent, volume);
    await makeOne(path);
  }
}

async function makeOne(path: string): Promise<void> {
  await mkdir(toSystemPath(path)).catch((error: unknown) => {
    if (errorCode(error) !== "EEXIST") throw error;
  });
}
