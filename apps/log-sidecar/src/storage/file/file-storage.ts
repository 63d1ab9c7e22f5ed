import { randomUUID } from "node:crypto";
import { link, mkdir, open, readFile, readdir, rm, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import { errorCode } from "@sidecar-pair/runtime/errors.ts";
import { type ListedObject, type Storage, StorageError } from "../storage.ts";

/** Names of files that are being written; a listing leaves them out. */
const UNFINISHED = ".unfinished-";
const REFUSALS: ReadonlySet<string> = new Set(["EACCES", "EPERM", "EROFS", "ENOTDIR"]);

/**
 * A directory as a storage. An object is created by link(2) of a file that is finished and synced:
 * it appears whole or not at all, and never replaces another.
 */
export class FileStorage implements Storage {
  readonly url: string;
  readonly #folder: string;

  constructor(folder: string) {
    this.url = `file://${folder}`;
    this.#folder = folder;
  }

  async create(key: string, body: Buffer, signal: AbortSignal): Promise<boolean> {
    const path = join(this.#folder, key);
    const unfinished = join(dirname(path), UNFINISHED + randomUUID());
    try {
      signal.throwIfAborted();
      await mkdir(dirname(path), { recursive: true });
      await writeSynced(unfinished, body);
      await link(unfinished, path);
      await syncFolder(dirname(path));
      return true;
    } catch (error) {
      if (errorCode(error) === "EEXIST") return false;
      signal.throwIfAborted();
      throw toStorageError(error, key);
    } finally {
      await rm(unfinished, { force: true }).catch(() => {});
    }
  }

  async read(key: string, signal: AbortSignal): Promise<Buffer> {
    try {
      return await readFile(join(this.#folder, key), { signal });
    } catch (error) {
      signal.throwIfAborted();
      throw toStorageError(error, key);
    }
  }

  async *list(prefix: string, signal: AbortSignal): AsyncIterable<ListedObject> {
    signal.throwIfAborted();
    const entries = await readdir(join(this.#folder, prefix), { withFileTypes: true }).catch(
      (error: unknown) => {
        if (errorCode(error) === "ENOENT") return [];
        throw toStorageError(error, prefix);
      },
    );
    // In the order of the whole keys, in which a folder's name counts with its slash.
    const names = entries.map((entry) => (entry.isDirectory() ? `${entry.name}/` : entry.name));
    for (const name of names.toSorted(byCodeUnits)) {
      if (name.startsWith(UNFINISHED)) continue;
      if (name.endsWith("/")) yield* this.list(prefix + name, signal);
      else {
        const { size: sizeBytes } = await stat(join(this.#folder, prefix, name));
        yield { key: prefix + name, sizeBytes };
      }
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {}
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

function toStorageError(error: unknown, key: string): StorageError {
  const code = errorCode(error);
  const message = `${code}: ${key}`;
  if (code === "ENOENT")
    return new StorageError("ERR_STORAGE_NOT_FOUND", message, { cause: error });
  const kind = REFUSALS.has(code) ? "ERR_STORAGE_REFUSED" : "ERR_STORAGE_UNAVAILABLE";
  return new StorageError(kind, message, { cause: error });
}
