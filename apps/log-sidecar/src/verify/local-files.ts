import { type FileHandle, open } from "node:fs/promises";
import { join } from "node:path";
import { toSystemPath } from "../volume/file-name.ts";
import { listFiles } from "../collect/read-folder.ts";

/** A file of the folder that a storage is compared with; held open, whatever happens to its name. */
export interface LocalFile {
  readonly path: string;
  readonly sizeBytes: number;
  readonly handle: FileHandle;
}

/**
 * Opens every file below a folder, each inode once. Links are not followed; what begins with a dot
 * (the sidecar's own `.log-sidecar` with its second names) is left out.
 *
 * @throws the system's error when something cannot be read
 */
export async function openLocalFiles(
  folder: string,
): Promise<AsyncDisposable & { readonly files: readonly LocalFile[] }> {
  await using opened = new AsyncDisposableStack();
  const files = new Map<string, LocalFile>();
  for (const path of await listShown(folder)) {
    const handle = opened.use(await open(toSystemPath(join(folder, path)), "r"));
    const { dev, ino, size } = await handle.stat();
    const inode = `${dev}:${ino}`;
    if (!files.has(inode)) files.set(inode, { path, sizeBytes: size, handle });
  }
  const stack = opened.move();
  return {
    files: [...files.values()],
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}

async function listShown(folder: string): Promise<readonly string[]> {
  const paths = await listFiles(folder);
  return paths
    .filter((path) => !path.split("/").some((segment) => segment.startsWith(".")))
    .toSorted();
}
