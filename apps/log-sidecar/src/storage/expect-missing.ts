import { randomUUID } from "node:crypto";
import { readSmall } from "./read-if-there.ts";
import { SOFT_404_REASON, type Storage, StorageError, isStorageError } from "./storage.ts";

/**
 * Makes sure that a storage says so when there is no such object. A web server may have a page for
 * everything (the fallback of an application, a login, a parking page, each with status 200): each
 * object would seem to be there, and to hold something else.
 *
 * @param folder where a missing one is looked for; ends in `/`
 * @throws StorageError with SOFT_404_REASON when it does not
 */
export async function expectMissing(
  storage: Storage,
  folder: string,
  callSignal: () => AbortSignal,
): Promise<void> {
  const missing = `${folder}missing-${randomUUID()}`;
  // A fallback may depend on how a name ends.
  for (const key of [`${missing}.json`, `${missing}/${"0".repeat(20)}.log.zst`]) {
    const found = await readSmall(storage, key, callSignal());
    if (found !== undefined) throw softly(`GET ${key}`, "an object");
  }
  try {
    for await (const { key } of storage.list(`${missing}/`, callSignal)) {
      throw softly(`a listing of ${missing}/`, `\`${key}\``);
    }
  } catch (error) {
    if (!isStorageError(error, "ERR_STORAGE_UNSUPPORTED")) throw error;
  }
}

function softly(what: string, got: string): StorageError {
  const message = `Expected nothing from ${what}, which was never stored, got ${got}`;
  return new StorageError("ERR_STORAGE_REFUSED", message, { reason: SOFT_404_REASON });
}
