import { mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { errorCode } from "./errors.ts";

/**
 * Makes a folder and those above it, as far as they are missing.
 *
 * Node's `mkdir` with `recursive` never ends where a folder is there and none can be made in it, which
 * is so for one that was deleted while it is mounted: it takes the ENOENT for a missing parent, for ever.
 *
 * @throws the system's error
 */
export async function makeFolders(path: string): Promise<void> {
  try {
    await makeOne(path);
  } catch (error) {
    const parent = dirname(path);
    if (errorCode(error) !== "ENOENT" || parent === path) throw error;
    await makeFolders(parent);
    await makeOne(path);
  }
}

async function makeOne(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (error) {
    if (errorCode(error) !== "EEXIST" || !(await stat(path)).isDirectory()) throw error;
  }
}
