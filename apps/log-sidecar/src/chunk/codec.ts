import { promisify } from "node:util";
import { gunzip, zstdDecompress } from "node:zlib";
import type { Codec } from "./chunk-key.ts";

/** No chunk is larger than this before compression, so that one that claims to be cannot hurt. */
export const CHUNK_BYTES_MAX = 64 * 2 ** 20;

/** Node's 16 KiB would be a turn on the thread pool for each of them, and a quarter more CPU. */
export const OUTPUT_BYTES = 262_144;

interface Decoded {
  readonly buffer: Buffer;
  /** The decoder; it was written as many bytes as it had a use for. */
  readonly engine: { readonly bytesWritten: number };
}

/** Node's decoders tell what they used only on request, which its types do not know. */
const OPTIONS = { maxOutputLength: CHUNK_BYTES_MAX, chunkSize: OUTPUT_BYTES, info: true };
const DECODERS = {
  zstd: promisify(zstdDecompress) as unknown as Decoder,
  gzip: promisify(gunzip) as unknown as Decoder,
};
type Decoder = (body: Buffer, options: typeof OPTIONS) => Promise<Decoded>;

/** Whether a chunk that was cut short cannot be decoded: what is compressed ends with a checksum. */
export function showsItsEnd(codec: Codec): boolean {
  return codec !== "none";
}

/**
 * The original bytes of a chunk.
 *
 * @throws an error when a checksum does not match, the body is cut short, or goes on after its end
 */
export async function decodeChunk(body: Buffer, codec: Codec): Promise<Buffer> {
  if (codec === "none") return body;
  const { buffer, engine } = await DECODERS[codec](body, OPTIONS);
  if (engine.bytesWritten !== body.length) {
    // The decoders stop at what is not a frame, and do not say so.
    throw new Error(`Expected the chunk to end after ${engine.bytesWritten} bytes`);
  }
  return buffer;
}
