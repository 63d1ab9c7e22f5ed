import {
  SMALL_OBJECT_BYTES_MAX,
  type Storage,
  StorageError,
  type StorageErrorCode,
  isTooLong,
} from "./storage.ts";

const NOT_TO_BE_HAD: ReadonlySet<string> = new Set<StorageErrorCode>([
  "ERR_STORAGE_NOT_FOUND",
  "ERR_STORAGE_UNSUPPORTED",
]);

/** @returns undefined when there is no such object, or none can be read; @throws StorageError */
export async function readIfThere(
  storage: Storage,
  key: string,
  signal: AbortSignal,
  bytesMax?: number,
): Promise<Buffer | undefined> {
  try {
    return await storage.read(key, signal, bytesMax);
  } catch (error) {
    if (error instanceof StorageError && NOT_TO_BE_HAD.has(error.code)) return undefined;
    throw error;
  }
}

/**
 * An object that is small if shipping has written it.
 *
 * @returns undefined when there is none, or none can be read; `"too long"` for one that is another's
 * @throws StorageError
 */
export async function readSmall(
  storage: Storage,
  key: string,
  signal: AbortSignal,
): Promise<Buffer | "too long" | undefined> {
  try {
    return await readIfThere(storage, key, signal, SMALL_OBJECT_BYTES_MAX);
  } catch (error) {
    if (isTooLong(error)) return "too long";
    throw error;
  }
}
