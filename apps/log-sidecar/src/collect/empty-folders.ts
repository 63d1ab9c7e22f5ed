import { readdir, rmdir } from "node:fs/promises";
import { join } from "node:path";

/**
 * Removes the empty folders below one, as far as they are, and may go; `rmdir` takes none that is in
 * use. A process that is killed leaves them between two steps.
 */
export async function removeEmptyFolders(folder: string): Promise<void> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const folders = entries
    .filter((entry) => entry.isDirectory())
    .map(({ parentPath, name }) => join(parentPath, name));
  // The longer ones first: those are in the shorter ones.
  for (const each of folders.toSorted((a, b) => b.length - a.length)) {
    await rmdir(each).catch(() => {});
  }
}
