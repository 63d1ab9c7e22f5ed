import { mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { errorCode } from "./errors.ts";

export interface MakeFoldersOptions {
  /** A folder above that has to be there already. */
  readonly top?: string;
  /** What the system is to be called with. @default the path itself */
  readonly toSystemPath?: (path: string) => string | Buffer;
}

/**
 * Makes a folder and those above it, as far as they are missing.
 *
 * Node's `mkdir` with `recursive` never ends where a folder is there and none can be made in it, which
 * is so for one that was deleted while it is mounted: it takes the ENOENT for a missing parent, for ever.
 *
 * @throws the system's error; ENOENT when `top` is missing
 */
export async function makeFolders(path: string, options: MakeFoldersOptions = {}): Promise<void> {
  try {
    await makeOne(path, options);
  } catch (error) {
    const parent = dirname(path);
    const isHopeless = parent === options.top || parent === path;
    if (errorCode(error) !== "ENOENT" || isHopeless) throw error;
    await makeFolders(parent, options);
    await makeOne(path, options);
  }
}

async function makeOne(path: string, options: MakeFoldersOptions): Promise<void> {
  const { toSystemPath = (same: string) => same } = options;
  try {
    await mkdir(toSystemPath(path));
  } catch (error) {
    const isThere = errorCode(error) === "EEXIST";
    if (!isThere || !(await stat(toSystemPath(path))).isDirectory()) throw error;
  }
}
