import type { Codec } from "./chunk-key.ts";
import { FrameCompressor } from "./frame-compressor.ts";

/** Beyond ZSTD_COMPRESSBOUND (zstd.h) and compressBound (zlib), also for next to nothing. */
const GROWTH_BYTES = 1_024;

/** Encodes chunks in memory that it uses again; one at a time. */
export class ChunkEncoder {
  readonly #chunkBytes: number;
  readonly #compressors = new Map<Codec, FrameCompressor>();
  #out: Buffer | undefined;

  /** @param chunkBytes the longest chunk */
  constructor(chunkBytes: number) {
    this.#chunkBytes = chunkBytes;
  }

  /** Room for the longest chunk, which is overwritten when one is encoded. */
  get memory(): Buffer {
    return this.#room().subarray(0, this.#chunkBytes);
  }

  /**
   * A chunk as one frame. (One, not several: a body that is cut short between two frames would be a
   * whole body of fewer bytes.)
   *
   * @returns what is overwritten by the next; with `none` the bytes themselves
   */
  async encode(bytes: Buffer, codec: Codec): Promise<Buffer> {
    if (codec === "none") return bytes;
    const compressor = this.#compressors.get(codec) ?? new FrameCompressor(codec);
    // One that has failed is not used again.
    this.#compressors.delete(codec);
    const body = await compressor.compressInto(this.#room(), bytes);
    this.#compressors.set(codec, compressor);
    return body;
  }

  #room(): Buffer {
    return (this.#out ??= Buffer.allocUnsafeSlow(
      this.#chunkBytes + Math.ceil(this.#chunkBytes / 256) + GROWTH_BYTES,
    ));
  }
}
