import { type Storage, StorageError, type StorageErrorCode } from "./storage.ts";

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
