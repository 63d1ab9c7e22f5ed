import type { Codec } from "../chunk/chunk-key.ts";
import { OUTPUT_BYTES, decodeToKeep } from "../chunk/codec.ts";

/** The original bytes of a chunk, once it is known that all of it can be decoded. */
export interface DecodedChunk {
  readonly length: number;
  /** Piece by piece; may decode again. */
  readonly pieces: () => Iterable<Buffer> | AsyncIterable<Buffer>;
}

/**
 * Decodes a chunk to its end, and keeps what it decodes to only if that is little: two kilobytes may
 * become 64 MiB, of which a few in memory would be too much.
 *
 * @param keepBytes at most so many stay in memory; of a larger chunk none do, it is decoded again
 * @throws as `decodePieces` does
 */
export async function decodeBounded(
  body: Buffer,
  codec: Codec,
  keepBytes: number,
): Promise<DecodedChunk> {
  let kept: Buffer[] = [];
  let length = 0;
  for await (const piece of decodeToKeep(body, codec)) {
    length += piece.length;
    if (length <= keepBytes) kept.push(piece);
    else {
      for (const given of [...kept, piece]) free(given);
      kept = [];
    }
  }
  const isKept = length <= keepBytes;
  return { length, pieces: () => (isKept ? kept : decodeToKeep(body, codec)) };
}

/**
 * Gives back the memory of a piece at once, which the garbage collector would do much later: a decoder
 * allocates another buffer when it has filled one.
 */
function free({ buffer, byteLength }: Buffer): void {
  const isFull = byteLength === buffer.byteLength && byteLength === OUTPUT_BYTES;
  if (isFull && buffer instanceof ArrayBuffer) buffer.transfer(0);
}
