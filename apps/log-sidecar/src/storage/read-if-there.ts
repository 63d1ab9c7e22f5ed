import { type Storage, isStorageError } from "./storage.ts";

/** @returns undefined when there is no such object; @throws StorageError */
export async function readIfThere(
  storage: Storage,
  key: string,
  signal: AbortSignal,
): Promise<Buffer | undefined> {
  try {
    return await storage.read(key, signal);
  } catch (error) {
    if (isStorageError(error, "ERR_STORAGE_NOT_FOUND")) return undefined;
    throw error;
  }
}
