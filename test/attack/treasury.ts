import { execFile } from "node:child_process";
import { hash, randomBytes } from "node:crypto";
import { chmod, lstat, mkdir, readFile, readdir, readlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { gunzipSync, zstdDecompressSync } from "node:zlib";
import { promisify } from "node:util";

/** What an application may be after: its names, and which of them COLLECT matches. */
const FILES = [
  "secret.log",
  "credentials",
  "folder/secret.log",
  "folder/credentials",
  "archive/namespace/other/secret.log",
  "archive/namespace/other/credentials",
  "archive/namespace/other/20261122T192037.123456789Z-1a2b3c4d/app.log/00000000000000000000.log",
];

/** Files outside the volume, which the sidecar's user can read, write and delete. */
export interface Treasury {
  readonly path: string;
  /** Stands in each file, and nowhere else in the world. */
  readonly marker: string;
}

export async function makeTreasury(path: string): Promise<Treasury> {
  const marker = `secret ${randomBytes(16).toString("hex")}`;
  for (const name of FILES) {
    const file = join(path, name);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, `${marker} ${name}\n`.repeat(100));
  }
  await promisify(execFile)("mkfifo", [join(path, "fifo")]);
  await promisify(execFile)("chmod", ["-R", "a+rwX", path]);
  await chmod(path, 0o777);
  return { path, marker };
}

/**
 * Everything about a folder and what is below it that a write, a link or a removal changes.
 *
 * @param leftOut names at the top
 */
export async function snapshot(
  path: string,
  leftOut: readonly string[] = [],
): Promise<Readonly<Record<string, string>>> {
  const found: Record<string, string> = {};
  const visit = async (name: string): Promise<void> => {
    const at = join(path, name);
    const stat = await lstat(at, { bigint: true });
    const { mode, uid, gid, nlink, size, mtimeNs, ctimeNs, ino } = stat;
    const content = stat.isFile()
      ? hash("sha256", await readFile(at))
      : stat.isSymbolicLink()
        ? await readlink(at)
        : "";
    found[name] = [mode, uid, gid, nlink, size, mtimeNs, ctimeNs, ino, content].join(" ");
    if (!stat.isDirectory()) return;
    for (const each of await readdir(at)) {
      if (name !== "." || !leftOut.includes(each)) await visit(join(name, each));
    }
  };
  await visit(".");
  return found;
}

/** @returns the objects of a storage that hold a text, in their name or their decoded content */
export async function objectsWith(storage: string, text: string): Promise<readonly string[]> {
  const entries = await readdir(storage, { withFileTypes: true, recursive: true });
  const guilty: string[] = [];
  for (const entry of entries.filter((each) => !each.isDirectory())) {
    const path = join(entry.parentPath, entry.name);
    if (!entry.isFile()) guilty.push(`${path} is no file`);
    else if (path.includes(text) || decode(path, await readFile(path)).includes(text)) {
      guilty.push(path);
    }
  }
  return guilty;
}

function decode(path: string, body: Buffer): Buffer {
  if (path.endsWith(".zst")) return zstdDecompressSync(body);
  if (path.endsWith(".gz")) return gunzipSync(body);
  return body;
}
