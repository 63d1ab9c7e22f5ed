import type { Dirent } from "node:fs";
import { link, open, readFile, readdir, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { errorCode } from "@sidecar-pair/runtime/errors.ts";
import { makeFolders } from "@sidecar-pair/runtime/make-folders.ts";
import { isUnfinished, sweepUnfinished, unfinishedName } from "./unfinished.ts";
import {
  type Attempt,
  type ListedObject,
  type Storage,
  StorageError,
  type StorageErrorCode,
  attemptOnce,
} from "../storage.ts";

const REFUSALS: ReadonlySet<string> = new Set(["EACCES", "EPERM", "EROFS", "ENOTDIR"]);

/**
 * A directory as a storage. An object is created by link(2) of a file that is finished and synced:
 * it appears whole or not at all, and never replaces another.
 *
 * The directory is made with the first object, and not again: what takes its place later (the empty
 * folder under a file system that was unmounted, say) would hide what is stored in it.
 */
export class FileStorage implements Storage {
  readonly url: string;
  readonly #folder: string;
  /** Of the directory, once it was used. (Its device may be another after it was mounted again.) */
  #inode: bigint | undefined;

  constructor(folder: string) {
    this.url = `file://${folder}`;
    this.#folder = folder;
  }

  async create(key: string, body: Buffer, signal: AbortSignal): Promise<boolean> {
    const path = join(this.#folder, key);
    const unfinished = join(this.#folder, unfinishedName());
    try {
      signal.throwIfAborted();
      await this.#settle();
      await makeFolders(dirname(path));
      await writeSynced(unfinished, body);
      await link(unfinished, path);
      await syncFolder(dirname(path));
      return true;
    } catch (error) {
      if (errorCode(error) === "EEXIST") return false;
      signal.throwIfAborted();
      throw toStorageError(error, key, "ERR_STORAGE_UNAVAILABLE");
    } finally {
      await rm(unfinished, { force: true }).catch(() => {});
    }
  }

  async read(key: string, signal: AbortSignal): Promise<Buffer> {
    try {
      return await readFile(join(this.#folder, key), { signal });
    } catch (error) {
      signal.throwIfAborted();
      if (errorCode(error) === "ENOENT") await this.#expectSame();
      throw toStorageError(error, key);
    }
  }

  async *list(
    prefix: string,
    signal: AbortSignal,
    attempt: Attempt = attemptOnce,
  ): AsyncIterable<ListedObject> {
    signal.throwIfAborted();
    const entries = await attempt(() => this.#entriesOf(prefix));
    // In the order of the whole keys, in which a folder's name counts with its slash.
    const names = entries.map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name));
    for (const name of names.toSorted(byCodeUnits)) {
      if (isUnfinished(name)) continue;
      if (name.endsWith("/")) yield* this.list(prefix + name, signal, attempt);
      else {
        const { size: sizeBytes } = await stat(join(this.#folder, prefix, name));
        yield { key: prefix + name, sizeBytes };
      }
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {}

  async #entriesOf(prefix: string): Promise<Dirent[]> {
    try {
      return await readdir(join(this.#folder, prefix), { withFileTypes: true });
    } catch (error) {
      if (errorCode(error) !== "ENOENT") throw toStorageError(error, prefix);
      await this.#expectSame();
      return [];
    }
  }

  async #settle(): Promise<void> {
    if (this.#inode !== undefined) return await this.#expectSame();
    await makeFolders(this.#folder);
    // It is no reason not to store anything that one may not be removed.
    await sweepUnfinished(this.#folder, Date.now()).catch(() => {});
    this.#inode = await inodeOf(this.#folder);
  }

  /** @throws StorageError when the directory is gone, or another one */
  async #expectSame(): Promise<void> {
    if (this.#inode === undefined) return;
    const inode = await inodeOf(this.#folder).catch((error: unknown) => {
      throw toStorageError(error, this.#folder, "ERR_STORAGE_UNAVAILABLE");
    });
    if (inode === this.#inode) return;
    const message = `${this.#folder} is another directory than before`;
    throw new StorageError("ERR_STORAGE_UNAVAILABLE", message, { reason: "ENOENT" });
  }
}

async function inodeOf(path: string): Promise<bigint> {
  return (await stat(path, { bigint: true })).ino;
}

function byCodeUnits(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

async function writeSynced(path: string, body: Buffer): Promise<void> {
  await using file = await open(path, "wx", 0o644);
  await file.writeFile(body);
  await file.sync();
}

async function syncFolder(path: string): Promise<void> {
  await using folder = await open(path, "r");
  await folder.sync();
}

function toStorageError(
  error: unknown,
  key: string,
  ifMissing: StorageErrorCode = "ERR_STORAGE_NOT_FOUND",
): StorageError {
  if (error instanceof StorageError) return error;
  const code = errorCode(error);
  const kind = REFUSALS.has(code) ? "ERR_STORAGE_REFUSED" : "ERR_STORAGE_UNAVAILABLE";
  const message = `${code}: ${key}`;
  return new StorageError(code === "ENOENT" ? ifMissing : kind, message, {
    cause: error,
    reason: code,
  });
}
