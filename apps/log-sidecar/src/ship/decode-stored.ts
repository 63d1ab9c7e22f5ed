import type { Codec } from "../chunk/chunk-key.ts";
import { decodeChunk } from "../chunk/codec.ts";
import { StorageError } from "../storage/storage.ts";

/** What the storage has under the key of a chunk is none. */
export class DamagedChunkError extends Error {
  override readonly name = "DamagedChunkError";
  readonly code = "ERR_CHUNK_DAMAGED";
}

/** The original bytes of a chunk that was read. @throws DamagedChunkError */
export async function decodeStored(key: string, body: Buffer, codec: Codec): Promise<Buffer> {
  try {
    return await decodeChunk(body, codec);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new DamagedChunkError(`${key} cannot be decoded: ${reason}`, { cause });
  }
}

/**
 * Before it is decided that the storage has other bytes than the file, and all of these are shipped again
 * as a chain of their own: what stands in for an object once (a gateway's page, say) does not do it twice.
 *
 * @throws StorageError
 */
export function expectSame(key: string, first: Buffer, second: Buffer): void {
  if (first.equals(second)) return;
  throw new StorageError("ERR_STORAGE_UNAVAILABLE", `GET ${key}: got two different answers`);
}
