import { StorageError, isStorageError } from "../storage/storage.ts";
import { DamagedChunkError } from "./decode-stored.ts";
import type { ShipContext } from "./ship-context.ts";

export interface Repair {
  readonly key: string;
  /** What is there, as it was read. */
  readonly damaged: Buffer;
  /** What is to be there. */
  readonly body: Buffer;
}

/**
 * Puts an object in the place of a damaged one, where the storage can do so without ever overwriting
 * what somebody else has put there meanwhile.
 *
 * @throws DamagedChunkError where it cannot; StorageError, also when something else is there by now
 */
export async function repair(
  { key, damaged, body }: Repair,
  { storage, callSignal }: Pick<ShipContext, "storage" | "callSignal">,
): Promise<void> {
  const isReplaced = await replaceDamaged().catch((error: unknown) => {
    if (!isStorageError(error, "ERR_STORAGE_UNSUPPORTED")) throw error;
    const message = `${key} cannot be decoded: only ${damaged.length} bytes of it were stored`;
    throw new DamagedChunkError(message, { cause: error });
  });
  if (isReplaced) return;
  throw new StorageError("ERR_STORAGE_UNAVAILABLE", `${key} has changed while it was checked`);

  async function replaceDamaged(): Promise<boolean> {
    if (storage.repair === undefined) {
      throw new StorageError("ERR_STORAGE_UNSUPPORTED", `${storage.url} cannot replace ${key}`);
    }
    return await storage.repair(key, damaged, body, callSignal());
  }
}
