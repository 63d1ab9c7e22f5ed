import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { temporaryFolder } from "@sidecar-pair/runtime/temporary-folder.ts";
import { describe, expect, it } from "vitest";
import { FileStorage } from "./file/file-storage.ts";
import type { Ability, Guarantee } from "./guarantee.ts";
import { ProvenStorage } from "./proven-storage.ts";
import { type ListedObject, type Storage, StorageError } from "./storage.ts";

const { signal } = new AbortController();

/** A directory that replaces what is there, as some servers do. */
class Overwriting extends FileStorage {
  readonly #folder: string;

  constructor(folder: string) {
    super(folder);
    this.#folder = folder;
  }

  override async create(key: string, body: Buffer, callSignal: AbortSignal): Promise<boolean> {
    // Where two do this at once, one of them may come too late: tried until it is replaced.
    do await rm(join(this.#folder, key), { force: true });
    while (!(await super.create(key, body, callSignal)));
    return true;
  }
}

/** One that looks before it writes: of four in a race, none writes before all have looked. */
class Racy extends Overwriting {
  readonly #everyoneLooked = Promise.withResolvers<void>();
  #looks = 0;

  override async create(key: string, body: Buffer, callSignal: AbortSignal): Promise<boolean> {
    const isThere = await this.read(key, callSignal).then(
      () => true,
      () => false,
    );
    if (key.includes("race-")) {
      if (++this.#looks === 4) this.#everyoneLooked.resolve();
      await this.#everyoneLooked.promise;
    }
    return !isThere && (await super.create(key, body, callSignal));
  }
}

/** One that stores what is created, and loses its first answers of a race. */
class Forgetful extends FileStorage {
  #lost = 0;

  override async create(key: string, body: Buffer, callSignal: AbortSignal): Promise<boolean> {
    const isCreated = await super.create(key, body, callSignal);
    if (key.includes("race-") && this.#lost++ < 4) {
      throw new StorageError("ERR_STORAGE_UNAVAILABLE", "the answer is lost");
    }
    return isCreated;
  }
}

/** One whose kind is known to let two win now and then, though this race goes well. */
class Doubtful extends FileStorage {
  readonly settlesRaces = false;
}

class Unlisted extends FileStorage {
  // oxlint-disable-next-line require-yield
  override async *list(): AsyncIterable<ListedObject> {
    throw new StorageError("ERR_STORAGE_UNSUPPORTED", "no listing");
  }
}

class Blind extends Unlisted {
  override read(): Promise<Buffer> {
    return Promise.reject(new StorageError("ERR_STORAGE_NOT_FOUND", "write only"));
  }
}

/** One that cannot be read, and heeds the condition. */
class WriteOnly extends Blind {
  readonly #folder: string;

  constructor(folder: string) {
    super(folder);
    this.#folder = folder;
  }

  async replace(key: string, body: Buffer, callSignal: AbortSignal): Promise<void> {
    await new Overwriting(this.#folder).create(key, body, callSignal);
  }
}

async function prove(storage: Storage): Promise<readonly [ProvenStorage, Guarantee, Ability]> {
  const told: [Guarantee, Ability][] = [];
  const proven = new ProvenStorage(storage, {
    folder: "namespace/pod/canary/",
    callSignal: () => signal,
    proven: (...details) => told.push(details),
  });
  expect(proven.guarantee).toBeUndefined();
  await Promise.all([proven.prove(), proven.prove()]);
  expect(told, "told once").toHaveLength(1);
  const [[guarantee, ability] = []] = told;
  if (guarantee === undefined || ability === undefined) throw new Error("Expected to be told");
  return [proven, guarantee, ability];
}

describe("ProvenStorage", () => {
  it.each([
    [FileStorage, "exactly once", { creates: "once", reads: true, lists: true }],
    [
      Overwriting,
      "exactly once, one shipper per file",
      { creates: "overwrites", reads: true, lists: true },
    ],
    [
      Racy,
      "exactly once, one shipper per file",
      { creates: "once, but not in a race", reads: true, lists: true },
    ],
    [
      Doubtful,
      "exactly once, one shipper per file",
      { creates: "once, but not in a race", reads: true, lists: true },
    ],
    [Unlisted, "exactly once", { creates: "once", reads: true, lists: false }],
    [Blind, "at least once", { creates: "once", reads: false, lists: false }],
  ])("finds out what %o can do", async (Kind, guarantee, ability) => {
    await using folder = await temporaryFolder();
    const [proven, ...told] = await prove(new Kind(folder.path));
    expect(told).toEqual([guarantee, ability]);
    expect(proven.guarantee).toBe(guarantee);
  });

  it("finds the same at the next start, and leaves nothing more behind", async () => {
    await using folder = await temporaryFolder();
    const left: number[] = [];
    for (let start = 0; start < 3; start++) {
      const [, guarantee] = await prove(new FileStorage(folder.path));
      expect(guarantee).toBe("exactly once");
      left.push((await readdir(folder.path, { recursive: true })).length);
    }
    expect(new Set(left).size).toBe(1);
  });

  it("promises no more at the next start because a race that went wrong is over", async () => {
    await using folder = await temporaryFolder();
    for (let start = 0; start < 2; start++) {
      const [, guarantee] = await prove(new Racy(folder.path));
      expect(guarantee).toBe("exactly once, one shipper per file");
    }
    // Nor when it goes well by chance.
    const [, guarantee] = await prove(new FileStorage(folder.path));
    expect(guarantee).toBe("exactly once, one shipper per file");
  });

  it("runs a race anew whose answers were lost", async () => {
    await using folder = await temporaryFolder();
    const storage = new Forgetful(folder.path);
    const attempt = async (): Promise<unknown> => await prove(storage);
    await expect(attempt()).rejects.toThrow("the answer is lost");
    const [, guarantee] = await prove(storage);
    expect(guarantee).toBe("exactly once");
  });

  it("does not overwrite, though the storage would", async () => {
    await using folder = await temporaryFolder();
    const [proven] = await prove(new Overwriting(folder.path));
    expect(await proven.create("key", Buffer.from("first"), signal)).toBe(true);
    expect(await proven.create("key", Buffer.from("second"), signal)).toBe(false);
    expect(String(await proven.read("key", signal))).toBe("first");
  });

  it("goes on where what is there can be neither read nor left: with at least as much", async () => {
    await using folder = await temporaryFolder();
    const [proven] = await prove(new WriteOnly(folder.path));
    expect(await proven.create("key", Buffer.from("begun"), signal)).toBe(true);
    expect(await proven.create("key", Buffer.from("begun, and more"), signal)).toBe(true);
    expect(String(await new FileStorage(folder.path).read("key", signal))).toBe("begun, and more");
  });

  it("tries the storage out before the first object, and again when that failed", async () => {
    await using folder = await temporaryFolder();
    const blocked = join(folder.path, "file");
    const inside = new FileStorage(folder.path);
    await inside.create("file", Buffer.from("not a folder"), signal);
    const proven = new ProvenStorage(new FileStorage(blocked), {
      folder: "canary/",
      callSignal: () => signal,
      proven: () => {},
    });
    await expect(proven.create("key", Buffer.from("x"), signal)).rejects.toThrow("ENOTDIR");
    await rm(blocked);
    expect(await proven.create("key", Buffer.from("x"), signal)).toBe(true);
    expect(proven.guarantee).toBe("exactly once");
  });

  it("says when it is no longer used, so that what fails then is no news", async () => {
    await using folder = await temporaryFolder();
    const proven = new ProvenStorage(new FileStorage(folder.path), {
      folder: "canary/",
      callSignal: () => signal,
      proven: () => {},
    });
    expect(proven.isDisposed).toBe(false);
    await proven[Symbol.asyncDispose]();
    expect(proven.isDisposed).toBe(true);
  });

  it("believes nothing that a server says which has everything", async () => {
    await using folder = await temporaryFolder();
    const everything = Object.assign(new FileStorage(folder.path), {
      read: () => Promise.resolve(Buffer.from("<html>")),
    });
    const proven = new ProvenStorage(everything, {
      folder: "canary/",
      callSignal: () => signal,
      proven: () => {},
    });
    const soft = { reason: "ERR_SOFT_404" };
    await expect(proven.read("key", signal)).rejects.toMatchObject(soft);
    await expect(Array.fromAsync(proven.list("", signal))).rejects.toMatchObject(soft);
    await expect(proven.create("key", Buffer.from("x"), signal)).rejects.toMatchObject(soft);
    expect(await readdir(folder.path)).toEqual([]);
  });
});
