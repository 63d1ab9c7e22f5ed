import type { Codec } from "../chunk/chunk-key.ts";
import { decodeChunk } from "../chunk/codec.ts";

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
