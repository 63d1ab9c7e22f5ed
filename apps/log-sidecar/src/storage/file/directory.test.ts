import { execFile } from "node:child_process";
import { mkdir, readdir, rename, rm, utimes, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
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

describe("FileStorage, when the machine may crash at any moment", () => {
  it("counts an object as stored only when its folder was synced, whoever has linked it", async () => {
    await using folder = await temporaryFolder();
    let isBroken = true;
    const synced: string[] = [];
    const storage = new FileStorage(folder.path, async (path) => {
      if (isBroken) throw Object.assign(new Error("EIO: fsync"), { code: "EIO" });
      synced.push(path);
      await Promise.resolve();
    });
    for (let attempt = 0; attempt < 2; attempt++) {
      // The second finds what the first one has linked.
      await expect(storage.create("a/b/one", BODY, signal)).rejects.toMatchObject(UNAVAILABLE);
    }
    isBroken = false;
    expect(await storage.create("a/b/one", BODY, signal)).toBe(false);
    expect(synced).toContain(join(folder.path, "a/b"));
  });

  it("syncs the folders that it has made, each in the one around it, once", async () => {
    await using folder = await temporaryFolder();
    const top = join(folder.path, "storage");
    const synced: string[] = [];
    const storage = new FileStorage(top, async (path) => {
      synced.push(path);
      await Promise.resolve();
    });
    await storage.create("a/b/one", BODY, signal);
    expect(synced.toSorted()).toEqual(
      [folder.path, top, `${top}/a`, `${top}/a/b`, `${top}/a/b`]
        .toSorted()
        .filter((path, index, all) => path !== all[index - 1]),
    );
    synced.length = 0;
    await storage.create("a/b/two", BODY, signal);
    expect(synced).toEqual([`${top}/a/b`]);
  });
});

describe("FileStorage, with something else in place of an object", () => {
  it("reads no more than it is asked to", async () => {
    await using folder = await temporaryFolder();
    const storage = new FileStorage(folder.path);
    await storage.create("a/one", Buffer.alloc(1_001), signal);
    expect(await storage.read("a/one", signal, 1_001)).toHaveLength(1_001);
    await expect(storage.read("a/one", signal, 1_000)).rejects.toMatchObject({
      code: "ERR_STORAGE_REFUSED",
      reason: "ERR_ANSWER_TOO_LONG",
      message: "Expected a/one to have at most 1000 bytes, got 1001",
    });
  });

  it("does not wait at a named pipe", async () => {
    await using folder = await temporaryFolder();
    await promisify(execFile)("mkfifo", [join(folder.path, "one")]);
    const storage = new FileStorage(folder.path);
    await expect(storage.read("one", signal)).rejects.toThrow("one is not a regular file");
  });

  it("does not take a file where a folder has to be for an object that is there", async () => {
    await using folder = await temporaryFolder();
    await writeFile(join(folder.path, "a"), "");
    const storage = new FileStorage(folder.path);
    await expect(storage.create("a/one", BODY, signal)).rejects.toMatchObject({
      code: "ERR_STORAGE_REFUSED",
    });
  });
});
