import type { Codec } from "../chunk/chunk-key.ts";
import { StorageError, isStorageError } from "../storage/storage.ts";
import { DamagedChunkError } from "./decode-stored.ts";
import type { ShipContext } from "./ship-context.ts";

/** How a compressed chunk begins (RFC 8878, 3.1.1; RFC 1952, 2.3.1). */
const BEGINNINGS: Readonly<Record<Exclude<Codec, "none">, Buffer>> = {
  zstd: Buffer.of(0x28, 0xb5, 0x2f, 0xfd),
  gzip: Buffer.of(0x1f, 0x8b),
};

/**
 * Whether what cannot be decoded looks like the beginning of a chunk, of which a server has kept what
 * it had got when the upload was cut. Anything else may be a page, or somebody else's.
 */
export function isTornChunk(body: Buffer, codec: Codec): boolean {
  if (codec === "none") return body.length === 0;
  const beginning = BEGINNINGS[codec];
  const length = Math.min(beginning.length, body.length);
  return body.subarray(0, length).equals(beginning.subarray(0, length));
}

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
  throw new StorageError("ERR_STORAGE_UNAVAILABLE", `${key} has changed while it was looked at`);

  async function replaceDamaged(): Promise<boolean> {
    if (storage.repair === undefined) {
      throw new StorageError("ERR_STORAGE_UNSUPPORTED", `${storage.url} cannot replace ${key}`);
    }
    return await storage.repair(key, damaged, body, callSignal());
  }
}
