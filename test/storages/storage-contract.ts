import { randomBytes } from "node:crypto";
import { expect, it } from "vitest";
import {
  type ListedObject,
  type Storage,
  StorageError,
} from "../../apps/log-sidecar/src/storage/storage.ts";

/** Opens the storage at a place of its own, which nobody else writes to. */
export type OpenStorage = () => Promise<Storage>;

/** Whatever shipping writes: generations, `%XX`, spaces and umlauts as such, long names. */
const KEYS = [
  "namespace/pod/20261122T192037.123456789Z-1a2b3c4d-t1/app.log/00000000000000000000.log.zst",
  "namespace/pod/20261122T192037.123456789Z-1a2b3c4d/a%20b/%C3%BC%2B%3D.log/00000000000000000001.log",
  "namespace/pod/x/chain.json",
  `namespace/pod/y/${"n".repeat(200)}/0`,
];

const { signal } = new AbortController();

/**
 * What every storage has to do, tried against a real server: the same tests for all of them. These
 * functions are called within a `describe`; each test says what the storage can, or cannot, do.
 */
export function itStores(open: OpenStorage): void {
  it("gives back what was created, byte for byte", async () => {
    await using storage = await open();
    for (const size of [0, 1, 4 * 2 ** 20 + 1]) {
      const body = randomBytes(size);
      expect(await storage.create(`a/${size}`, body, signal)).toBe(true);
      expect((await storage.read(`a/${size}`, signal)).equals(body)).toBe(true);
    }
  });

  it("takes every key that shipping makes", async () => {
    await using storage = await open();
    for (const key of KEYS) {
      expect(await storage.create(key, Buffer.from(key), signal)).toBe(true);
      expect(String(await storage.read(key, signal))).toBe(key);
    }
  });

  it("says that it has no such object", async () => {
    await using storage = await open();
    await expectCode(storage.read("a/missing", signal), "ERR_STORAGE_NOT_FOUND");
  });

  it("stops when it is told to", async () => {
    await using storage = await open();
    const aborted = AbortSignal.abort(new Error("told to"));
    await expect(storage.create("a/key", Buffer.from("bytes"), aborted)).rejects.toThrow("told to");
    await expect(storage.read("a/key", aborted)).rejects.toThrow("told to");
    await expectCode(storage.read("a/key", signal), "ERR_STORAGE_NOT_FOUND");
  });
}

export function itCreatesOnce(open: OpenStorage): void {
  it("creates only once", async () => {
    await using storage = await open();
    expect(await storage.create("a/key", Buffer.from("first"), signal)).toBe(true);
    expect(await storage.create("a/key", Buffer.from("second"), signal)).toBe(false);
    expect(String(await storage.read("a/key", signal))).toBe("first");
  });
}

/** So many create the same key at once. */
const RACERS = 6;

export function itCreatesOnceInARace(open: OpenStorage): void {
  itCreatesOnce(open);

  it("lets only one of many create a key", async () => {
    await using storage = await open();
    for (let round = 0; round < 10; round++) {
      const key = `race/${round}`;
      const names = Array.from({ length: RACERS }, (_, index) => `racer ${index}`);
      const wins = await Promise.all(
        names.map((name) => storage.create(key, Buffer.from(name), signal)),
      );
      const winners = names.filter((_, index) => wins[index]);
      expect(winners).toEqual([String(await storage.read(key, signal))]);
    }
  });
}

export function itOverwrites(open: OpenStorage): void {
  it("overwrites, though told not to", async () => {
    await using storage = await open();
    expect(await storage.create("a/key", Buffer.from("first"), signal)).toBe(true);
    expect(await storage.create("a/key", Buffer.from("second"), signal)).toBe(true);
    expect(String(await storage.read("a/key", signal))).toBe("second");
  });
}

export function itCannotBeListed(open: OpenStorage): void {
  it("cannot be listed", async () => {
    await using storage = await open();
    await expectCode(list(storage, ""), "ERR_STORAGE_UNSUPPORTED");
  });
}

/** @param keysPerPage how many an answer holds at most */
export function itLists(open: OpenStorage, keysPerPage = 1_000): void {
  it("lists every key that shipping makes", async () => {
    await using storage = await open();
    for (const key of KEYS) await storage.create(key, Buffer.from(key), signal);
    expect((await list(storage, "")).map(({ key }) => key)).toEqual(KEYS.toSorted());
  });

  it("lists what is below a prefix, sorted, with sizes", async () => {
    await using storage = await open();
    const keys = ["a/b/2", "a/b/10", "a/b-c/1", "a/b.d", "a/c", "b"];
    for (const key of keys) await storage.create(key, Buffer.from(key), signal);
    const objects = keys.toSorted().map((key) => ({ key, sizeBytes: key.length }));
    expect(await list(storage, "")).toEqual(objects);
    expect(await list(storage, "a/")).toEqual(objects.filter(({ key }) => key.startsWith("a/")));
    expect(await list(storage, "a/b/")).toEqual(
      objects.filter(({ key }) => key.startsWith("a/b/")),
    );
    expect(await list(storage, "nothing/")).toEqual([]);
  });

  it("lists more than one page of answers holds", async () => {
    await using storage = await open();
    const keys = Array.from(
      { length: keysPerPage + 100 },
      (_, index) => `many/${String(index).padStart(20, "0")}`,
    );
    const queue = [...keys];
    const work = async (): Promise<void> => {
      for (let key = queue.pop(); key !== undefined; key = queue.pop()) {
        await storage.create(key, Buffer.from("x"), signal);
      }
    };
    await Promise.all(Array.from({ length: 8 }, work));
    expect((await list(storage, "many/")).map(({ key }) => key)).toEqual(keys);
  });
}

async function list(storage: Storage, prefix: string): Promise<readonly ListedObject[]> {
  return await Array.fromAsync(storage.list(prefix, signal));
}

async function expectCode(promise: Promise<unknown>, code: string): Promise<void> {
  const error = await promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(StorageError);
  expect(error).toMatchObject({ code });
}
