import { mkdir, readdir, rename, rm, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { temporaryFolder } from "@sidecar-pair/runtime/temporary-folder.ts";
import { describe, expect, it } from "vitest";
import { FileStorage } from "./file-storage.ts";

const { signal } = new AbortController();
const BODY = Buffer.from("bytes");
const UNAVAILABLE = { name: "StorageError", code: "ERR_STORAGE_UNAVAILABLE" };
const HOUR_MS = 3_600_000;

async function listAll(storage: FileStorage): Promise<readonly string[]> {
  return (await Array.fromAsync(storage.list("a/", signal))).map(({ key }) => key);
}

describe("FileStorage, whose directory", () => {
  it("is gone, fails until it is back, and makes no other in its place", async () => {
    await using folder = await temporaryFolder();
    const path = join(folder.path, "storage");
    const storage = new FileStorage(path);
    await storage.create("a/one", BODY, signal);
    await rename(path, `${path}.away`);
    await expect(storage.create("a/two", BODY, signal)).rejects.toMatchObject(UNAVAILABLE);
    await expect(storage.read("a/one", signal)).rejects.toMatchObject(UNAVAILABLE);
    await expect(listAll(storage)).rejects.toMatchObject(UNAVAILABLE);
    expect(await readdir(folder.path)).toEqual(["storage.away"]);

    // As when a file system was unmounted: there is an empty directory under it.
    await mkdir(path);
    await expect(storage.create("a/two", BODY, signal)).rejects.toMatchObject(UNAVAILABLE);
    await expect(storage.read("a/one", signal)).rejects.toMatchObject(UNAVAILABLE);
    await expect(listAll(storage)).rejects.toMatchObject(UNAVAILABLE);
    await rm(path, { recursive: true });
    await rename(`${path}.away`, path);
    expect(await storage.create("a/two", BODY, signal)).toBe(true);
    expect(await listAll(storage)).toEqual(["a/one", "a/two"]);
  });

  it("does not exist yet, has nothing, and is made with the first object", async () => {
    await using folder = await temporaryFolder();
    const storage = new FileStorage(join(folder.path, "a", "b"));
    expect(await listAll(storage)).toEqual([]);
    await expect(storage.read("a/one", signal)).rejects.toMatchObject({
      code: "ERR_STORAGE_NOT_FOUND",
    });
    expect(await storage.create("a/one", BODY, signal)).toBe(true);
  });
});

it("ends, where a folder is there and none can be made in it, as in one that was deleted", async () => {
  const storage = new FileStorage("/proc/none/can/be");
  await expect(storage.create("a/one", BODY, signal)).rejects.toMatchObject(UNAVAILABLE);
});

describe("FileStorage", () => {
  it("removes what killed processes left an hour ago, and nothing that may be in use", async () => {
    await using folder = await temporaryFolder();
    for (const [name, ageMs] of [
      [".unfinished-old", HOUR_MS + 60_000],
      [".unfinished-young", HOUR_MS - 60_000],
      ["other", 2 * HOUR_MS],
    ] as const) {
      await writeFile(join(folder.path, name), "");
      const then = new Date(Date.now() - ageMs);
      await utimes(join(folder.path, name), then, then);
    }
    await new FileStorage(folder.path).create("key", BODY, signal);
    expect((await readdir(folder.path)).toSorted()).toEqual([".unfinished-young", "key", "other"]);
  });
});
