import { randomBytes } from "node:crypto";
import { type Folder } from "../volume/folder.ts";
import { UNFINISHED } from "../volume/small-file.ts";

const RANDOM_BYTES = 6;
/** What follows the file's name in an unfinished one; `.next` and `.1` alone are of earlier versions. */
const ENDING = /^(\.[0-9a-f]{12}\.next|\.next|\.1)$/;
/** So many names of a folder are read. What is left over takes room, and does no other harm. */
const NAMES_MAX = 100_000;

/** A name for what is to take another name when it is complete. Nobody can know it before. */
export function unfinishedName(name: string): string {
  return `.${name}.${randomBytes(RANDOM_BYTES).toString("hex")}${UNFINISHED}`;
}

/**
 * Removes what processes that were killed have left of a file in its folder. What cannot be removed
 * stays: nothing depends on it.
 *
 * @throws the system's error when the folder cannot be read
 */
export async function removeLeftovers(folder: Folder, name: string): Promise<void> {
  const start = `.${name}`;
  let count = 0;
  for await (const { name: found, kind } of folder.entries()) {
    if (++count > NAMES_MAX) return;
    if (kind !== "file" || !found.startsWith(start)) continue;
    if (ENDING.test(found.slice(start.length))) await folder.remove(found).catch(() => {});
  }
}
