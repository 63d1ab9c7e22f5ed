import { constants, createGunzip, createZstdDecompress } from "node:zlib";
import type { Codec } from "../chunk/chunk-key.ts";
import { CHUNK_BYTES_MAX, OUTPUT_BYTES } from "../chunk/codec.ts";

const OPTIONS = { chunkSize: OUTPUT_BYTES };
/**
 * 8 MiB, the window that every decoder should support (RFC 8878, 3.1.1.1.2); ours are of 512 KiB. A
 * frame may ask for 128 MiB, which the decoder would take.
 */
const WINDOW_LOG_MAX = 23;
const DECODERS = {
  zstd: () =>
    createZstdDecompress({
      ...OPTIONS,
      params: { [constants.ZSTD_d_windowLogMax]: WINDOW_LOG_MAX },
    }),
  gzip: () => createGunzip(OPTIONS),
} as const satisfies Record<Exclude<Codec, "none">, unknown>;

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
  for await (const piece of decodePieces(body, codec)) {
    length += piece.length;
    if (length <= keepBytes) kept.push(piece);
    else {
      for (const given of [...kept, piece]) free(given);
      kept = [];
    }
  }
  const isKept = length <= keepBytes;
  return { length, pieces: () => (isKept ? kept : decodePieces(body, codec)) };
}

/**
 * The original bytes of a chunk, piece by piece, each taken before the next one is decoded.
 *
 * @throws an error when a checksum does not match, the body is cut short or goes on after its end, or
 *   decodes to more than a chunk may hold
 */
export async function* decodePieces(
  body: Buffer,
  codec: Codec,
): AsyncGenerator<Buffer, void, undefined> {
  if (codec === "none") {
    yield body;
    return;
  }
  const decoder = DECODERS[codec]();
  decoder.end(body);
  let length = 0;
  for await (const piece of decoder) {
    // A decoder's stream is of bytes, which its type does not say.
    const bytes: Buffer = piece as Buffer;
    length += bytes.length;
    if (length > CHUNK_BYTES_MAX) {
      throw new RangeError(`Expected at most ${CHUNK_BYTES_MAX} bytes when decoded, got more`);
    }
    yield bytes;
  }
  if (decoder.bytesWritten !== body.length) {
    // The decoders stop at what is not a frame, and do not say so.
    throw new Error(`Expected the chunk to end after ${decoder.bytesWritten} bytes`);
  }
}

/**
 * Gives back the memory of a piece at once, which the garbage collector would do much later: a decoder
 * allocates another buffer when it has filled one.
 */
function free({ buffer, byteLength }: Buffer): void {
  const isFull = byteLength === buffer.byteLength && byteLength === OUTPUT_BYTES;
  if (isFull && buffer instanceof ArrayBuffer) buffer.transfer(0);
}
