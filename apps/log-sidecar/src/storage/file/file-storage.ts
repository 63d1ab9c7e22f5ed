import { link, open, opendir, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { errorCode } from "@sidecar-pair/runtime/errors.ts";
import { makeFolders } from "@sidecar-pair/runtime/make-folders.ts";
import { OBJECT_BYTES_MAX } from "../../chunk/codec.ts";
import { FOLDER_DEPTH_MAX, FOLDER_MEMBERS_MAX, compareCodeUnits } from "../folder-limits.ts";
import { DurableFolders, type SyncFolder } from "./durable-folders.ts";
import { readBounded } from "./read-bounded.ts";
import { isUnfinished, sweepUnfinished, unfinishedName } from "./unfinished.ts";
import {
  type Attempt,
  type ListSignal,
  type ListedObject,
  type Storage,
  StorageError,
  type StorageErrorCode,
  TOO_LONG_REASON,
  attemptOnce,
  nextSignal,
} from "../storage.ts";

const REFUSALS: ReadonlySet<string> = new Set(["EACCES", "EPERM", "EROFS", "ENOTDIR"]);
/** Node reads 32 names at once otherwise. */
const BATCHES = { bufferSize: 1_024 } as const;

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
  readonly #durable: DurableFolders;

  /** @param syncFolder has a folder's entries survive a crash of the machine */
  constructor(folder: string, syncFolder?: SyncFolder) {
    this.url = `file://${folder}`;
    this.#folder = folder;
    this.#durable = new DurableFolders(syncFolder);
  }

  async create(key: string, body: Buffer, signal: AbortSignal): Promise<boolean> {
    const path = join(this.#folder, key);
    const unfinished = join(this.#folder, unfinishedName());
    try {
      signal.throwIfAborted();
      await this.#settle();
      await makeFolders(dirname(path));
      await writeSynced(unfinished, body);
      const isCreated = await linkUnlessThere(unfinished, path);
      // One that is there already may be of a process that was killed before it could do this.
      await this.#durable.syncEntryIn(dirname(path), this.#folder);
      return isCreated;
    } catch (error) {
      signal.throwIfAborted();
      throw toStorageError(error, key, "ERR_STORAGE_UNAVAILABLE");
    } finally {
      await rm(unfinished, { force: true }).catch(() => {});
    }
  }

  async read(
    key: string,
    signal: AbortSignal,
    bytesMax: number = OBJECT_BYTES_MAX,
  ): Promise<Buffer> {
    try {
      signal.throwIfAborted();
      return await readBounded(join(this.#folder, key), key, bytesMax, signal);
    } catch (error) {
      signal.throwIfAborted();
      if (errorCode(error) === "ENOENT") await this.#expectSame();
      throw toStorageError(error, key);
    }
  }

  async *list(
    prefix: string,
    signal: ListSignal,
    attempt: Attempt = attemptOnce,
  ): AsyncIterable<ListedObject> {
    nextSignal(signal).throwIfAborted();
    const names = await attempt(() => this.#namesIn(prefix));
    for (const name of names) {
      if (name.endsWith("/")) yield* this.list(prefix + name, signal, attempt);
      else {
        const { size: sizeBytes } = await stat(join(this.#folder, prefix, name));
        yield { key: prefix + name, sizeBytes };
      }
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {}

  /** In the order of whole keys, in which a folder's name counts with its slash. */
  async #namesIn(prefix: string): Promise<readonly string[]> {
    const names: string[] = [];
    try {
      for await (const entry of await opendir(join(this.#folder, prefix), BATCHES)) {
        if (isUnfinished(entry.name)) continue;
        names.push(entry.isDirectory() ? `${entry.name}/` : entry.name);
        if (names.length > FOLDER_MEMBERS_MAX) throw tooLong(prefix);
      }
      if (prefix.split("/").length > FOLDER_DEPTH_MAX) throw tooLong(prefix);
      return names.toSorted(compareCodeUnits);
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

/** @returns false when there is one of that name already */
async function linkUnlessThere(from: string, to: string): Promise<boolean> {
  try {
    await link(from, to);
    return true;
  } catch (error) {
    if (errorCode(error) === "EEXIST") return false;
    throw error;
  }
}

function tooLong(prefix: string): StorageError {
  const message = `${prefix} has too many members, or too many folders above it, to be listed`;
  return new StorageError("ERR_STORAGE_UNSUPPORTED", message, { reason: TOO_LONG_REASON });
}

async function writeSynced(path: string, body: Buffer): Promise<void> {
  await using file = await open(path, "wx", 0o644);
  await file.writeFile(body);
  await file.sync();
}

function toStorageError(
  error: unknown,
  key: string,
  ifMissing: StorageErrorCode = "ERR_STORAGE_NOT_FOUND",
): StorageError {
  if (error instanceof StorageError) return error;
  // That there is something else in place of a folder, whatever the system calls it.
  const code = errorCode(error) === "EEXIST" ? "ENOTDIR" : errorCode(error);
  const kind = REFUSALS.has(code) ? "ERR_STORAGE_REFUSED" : "ERR_STORAGE_UNAVAILABLE";
  const message = `${code}: ${key}`;
  return new StorageError(code === "ENOENT" ? ifMissing : kind, message, {
    cause: error,
    reason: code,
  });
}
