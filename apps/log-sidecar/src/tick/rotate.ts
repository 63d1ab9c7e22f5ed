import { link, rename, rm, stat, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { errorCode } from "@sidecar-pair/runtime/errors.ts";

/** What link(2) answers where the file system has no hard links or does not allow this one. */
const NO_LINKS: ReadonlySet<string> = new Set(["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS"]);

/**
 * Replaces a file by a new one while readers look on: the new one is complete before it takes the
 * name, and the name is never free in between (rename(2)). The old file stays as `<path>.1`, the
 * ones before it move up to `<path>.<keep>`. A crash at any point is mended by the next call.
 *
 * Where the file system has no hard links, the name is free for an instant.
 *
 * @throws the system's error; the file is then as it was
 */
export async function rotate(path: string, content: string, keep: number): Promise<void> {
  const next = join(dirname(path), `.${basename(path)}.next`);
  try {
    await rm(next, { force: true });
    await writeFile(next, content, { flag: "wx", mode: 0o644 });
    if (keep > 0) await keepGeneration(path, keep);
    await rename(next, path);
  } catch (error) {
    await rm(next, { force: true }).catch(() => {});
    throw error;
  }
}

async function keepGeneration(path: string, keep: number): Promise<void> {
  // A crash came after the link and before the rename: this file has its second name already.
  if (await isSameFile(path, `${path}.1`)) return;
  for (let age = keep - 1; age >= 1; age--) {
    await renameIfPresent(`${path}.${age}`, `${path}.${age + 1}`);
  }
  const link1 = join(dirname(path), `.${basename(path)}.1`);
  try {
    await rm(link1, { force: true });
    await link(path, link1);
    await rename(link1, `${path}.1`);
  } catch (error) {
    if (!NO_LINKS.has(errorCode(error))) throw error;
    await rename(path, `${path}.1`);
  }
}

async function isSameFile(one: string, other: string): Promise<boolean> {
  const [a, b] = await Promise.all([one, other].map((path) => stat(path).catch(() => undefined)));
  return a !== undefined && b !== undefined && a.dev === b.dev && a.ino === b.ino;
}

async function renameIfPresent(from: string, to: string): Promise<void> {
  await rename(from, to).catch((error: unknown) => {
    if (errorCode(error) !== "ENOENT") throw error;
  });
}
