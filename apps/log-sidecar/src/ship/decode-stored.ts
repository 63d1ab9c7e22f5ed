import type { Codec } from "../chunk/chunk-key.ts";
import { decodePieces, isCutShort } from "../chunk/codec.ts";

/** What the storage has under a key of shipping is not what shipping stores there. */
export class DamagedChunkError extends Error {
  override readonly name = "DamagedChunkError";
  readonly code = "ERR_CHUNK_DAMAGED";

  /** Whether it is the beginning of a chunk, of which a server has kept what it had got. */
  get isTorn(): boolean {
    return isCutShort(this.cause);
  }
}

/**
 * The original bytes of a chunk that was read, piece by piece. They count only when all have come.
 *
 * @throws DamagedChunkError
 */
export async function* decodeStored(
  key: string,
  body: Buffer,
  codec: Codec,
): AsyncGenerator<Buffer, void, undefined> {
  try {
    yield* decodePieces(body, codec);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new DamagedChunkError(`${key} cannot be decoded: ${reason}`, { cause });
  }
}
