import {
  type Gunzip,
  type ZstdDecompress,
  constants,
  createGunzip,
  createZstdDecompress,
} from "node:zlib";
import { errorCode } from "@sidecar-pair/runtime/errors.ts";
import type { Codec } from "./chunk-key.ts";
import { Turns } from "./turns.ts";

/** No chunk is larger than this before compression, so that one that claims to be cannot hurt. */
export const CHUNK_BYTES_MAX = 64 * 2 ** 20;

/** No chunk takes more in a storage: bytes that do not compress grow a little. */
export const OBJECT_BYTES_MAX: number = CHUNK_BYTES_MAX + 2 ** 20;

/** Node's 16 KiB would be a turn on the thread pool for each of them, and a quarter more CPU. */
export const OUTPUT_BYTES = 262_144;

/** A chunk that is decoded as a whole takes up to twice CHUNK_BYTES_MAX for a moment. */
const WHOLE_AT_ONCE_MAX = 2;
const wholes = new Turns(WHOLE_AT_ONCE_MAX);

/** A chunk decodes to more bytes than any chunk has. */
export class ChunkTooLongError extends Error {
  override readonly name = "ChunkTooLongError";
  readonly code = "ERR_CHUNK_TOO_LONG";

  constructor() {
    super(`Expected a chunk of at most ${CHUNK_BYTES_MAX} bytes, got more`);
  }
}

const OPTIONS = { chunkSize: OUTPUT_BYTES };
/**
 * 8 MiB, the window that every decoder should support (RFC 8878, 3.1.1.1.2); ours are of 512 KiB. A
 * frame may ask for 128 MiB, which the decoder would take.
 */
const WINDOW_LOG_MAX = 23;
const ZSTD_OPTIONS = { ...OPTIONS, params: { [constants.ZSTD_d_windowLogMax]: WINDOW_LOG_MAX } };
const DECODERS: Readonly<Record<Exclude<Codec, "none">, () => ZstdDecompress | Gunzip>> = {
  zstd: () => createZstdDecompress(ZSTD_OPTIONS),
  gzip: () => createGunzip(OPTIONS),
};

/**
 * Whether an error of decoding says that the body ends too early: both of Node's decoders say it with this
 * code, and of what is damaged in another way mostly something else.
 */
export function isCutShort(error: unknown): boolean {
  return errorCode(error) === "Z_BUF_ERROR";
}

/** Whether a chunk that was cut short cannot be decoded: what is compressed ends with a checksum. */
export function showsItsEnd(codec: Codec): boolean {
  return codec !== "none";
}

/**
 * The original bytes of a chunk, piece by piece. A piece is decoded when it is asked for, and its memory
 * is given back when the next one is: a body of 2 KB that decodes to gigabytes never takes more than a
 * few pieces of 256 KiB. Whoever wants to keep a piece copies it.
 *
 * The pieces count only when the generator has ended: the checksum stands at the end of a body.
 *
 * @throws ChunkTooLongError beyond CHUNK_BYTES_MAX; an error when a checksum does not match, the body
 *   is cut short, or goes on after its end
 */
export async function* decodePieces(
  body: Buffer,
  codec: Codec,
): AsyncGenerator<Buffer, void, undefined> {
  let current: ArrayBufferLike | undefined;
  for await (const piece of decodeToKeep(body, codec)) {
    // The decoder goes on in the same memory until it is full.
    if (codec !== "none" && piece.buffer !== current) {
      free(current);
      current = piece.buffer;
    }
    yield piece;
  }
}

/** At once: garbage of this size piles up faster than it is collected. */
function free(memory: ArrayBufferLike | undefined): void {
  // One of another size would be Node's pool.
  if (memory instanceof ArrayBuffer && memory.byteLength === OUTPUT_BYTES) memory.transfer(0);
}

/** The same for whoever keeps pieces: their memory stays. @throws as `decodePieces` */
export async function* decodeToKeep(
  body: Buffer,
  codec: Codec,
): AsyncGenerator<Buffer, void, undefined> {
  if (codec === "none") {
    if (body.length > CHUNK_BYTES_MAX) throw new ChunkTooLongError();
    for (let at = 0; at < body.length; at += OUTPUT_BYTES) {
      yield body.subarray(at, at + OUTPUT_BYTES);
    }
    return;
  }
  const decoder = DECODERS[codec]();
  let decodedBytes = 0;
  try {
    decoder.end(body);
    for await (const piece of decoder as AsyncIterable<Buffer>) {
      decodedBytes += piece.length;
      if (decodedBytes > CHUNK_BYTES_MAX) throw new ChunkTooLongError();
      yield piece;
    }
  } finally {
    decoder.destroy();
  }
  if (decoder.bytesWritten !== body.length) {
    // The decoders stop at what is not a frame, and do not say so.
    throw new Error(`Expected the chunk to end after ${decoder.bytesWritten} bytes`);
  }
}

/** How many bytes a chunk is of, in the memory of one piece. @throws as `decodePieces` */
export async function decodedLength(body: Buffer, codec: Codec): Promise<number> {
  let lengthBytes = 0;
  for await (const piece of decodePieces(body, codec)) lengthBytes += piece.length;
  return lengthBytes;
}

/**
 * The original bytes of a chunk. At most two are decoded at once; whoever does not need the bytes as a
 * whole takes `decodePieces`.
 *
 * @throws as `decodePieces`
 */
export async function decodeChunk(body: Buffer, codec: Codec): Promise<Buffer> {
  if (codec === "none" && body.length <= CHUNK_BYTES_MAX) return body;
  return await wholes.run(async () => {
    const pieces = await Array.fromAsync(decodeToKeep(body, codec));
    return pieces.length === 1 && pieces[0] !== undefined ? pieces[0] : Buffer.concat(pieces);
  });
}
