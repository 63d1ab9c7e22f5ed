import { rmdir } from "node:fs/promises";
import { join } from "node:path";
import { toSystemPath } from "./file-name.ts";
import { readFolder } from "./read-folder.ts";

/**
 * Removes the empty folders below one, as far as they are, and may go; `rmdir` takes none that is in
 * use. A process that is killed leaves them between two steps.
 */
export async function removeEmptyFolders(folder: string): Promise<void> {
  for (const { name, isFolder } of await readFolder(folder).catch(() => [])) {
    if (!isFolder) continue;
    const path = join(folder, name);
    await removeEmptyFolders(path);
    await rmdir(toSystemPath(path)).catch(() => {});
  }
}
