import {
  type Gzip,
  type ZlibOptions,
  type ZlibReset,
  type ZstdOptions,
  constants,
  createGzip,
  createZstdCompress,
} from "node:zlib";
import type { Codec } from "./chunk-key.ts";
import { OUTPUT_BYTES } from "./codec.ts";

const ZSTD_OPTIONS: ZstdOptions = {
  chunkSize: OUTPUT_BYTES,
  params: {
    // Faster and smaller than gzip at its fastest. (-1 would mean Node's default, 3.)
    [constants.ZSTD_c_compressionLevel]: 1,
    [constants.ZSTD_c_checksumFlag]: 1,
  },
};
const GZIP_OPTIONS: ZlibOptions = { level: 1, chunkSize: OUTPUT_BYTES };

/** How each codec is opened, told that a frame ends, and made ready for the next. */
const OPENERS = {
  zstd: () => {
    const stream = createZstdCompress(ZSTD_OPTIONS);
    // The next byte begins a frame with the same parameters (ZSTD_compressStream2, zstd.h).
    return { stream, end: constants.ZSTD_e_end, renew: () => {} };
  },
  gzip: () => {
    // A stream of deflate, which has this method, though its type does not say so.
    const stream = createGzip(GZIP_OPTIONS) as Gzip & ZlibReset;
    return { stream, end: constants.Z_FINISH, renew: () => stream.reset() };
  },
} as const satisfies Readonly<Record<Exclude<Codec, "none">, unknown>>;

/**
 * One compressor for many frames, one after the other, on the thread pool. Node's one-shot functions
 * leave a compressor and twice the frame for the garbage collector each time, which then takes a
 * quarter of the CPU; here all memory is used again, or freed at once.
 */
export class FrameCompressor {
  readonly #open: ReturnType<(typeof OPENERS)[keyof typeof OPENERS]>;
  #out: Buffer = Buffer.alloc(0);
  #length = 0;
  /** What the compressor writes to; it goes on there when the next frame begins. */
  #current: ArrayBufferLike | undefined;

  constructor(codec: Exclude<Codec, "none">) {
    this.#open = OPENERS[codec]();
    this.#open.stream.on("data", (piece: Buffer) => this.#take(piece));
  }

  /**
   * Makes one frame of the bytes. Of use as long as none has failed.
   *
   * @param out has room for the frame
   * @returns the part of `out` that the frame takes
   * @throws RangeError when it has not; the compressor's error
   */
  async compressInto(out: Buffer, bytes: Buffer): Promise<Buffer> {
    const { stream, end, renew } = this.#open;
    this.#out = out;
    this.#length = 0;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    stream.once("error", reject);
    stream.write(bytes);
    // What still waits when the compressor fails comes back with the error: that is no frame.
    stream.flush(end, (error?: Error | null) => (error ? reject(error) : resolve()));
    await promise.finally(() => stream.off("error", reject));
    // What was not handed out by now is as soon as it is read.
    while (stream.readableLength > 0) stream.read();
    renew();
    if (this.#length > out.length) {
      throw new RangeError(`Expected a frame of at most ${out.length} bytes, got ${this.#length}`);
    }
    return out.subarray(0, this.#length);
  }

  #take(piece: Buffer): void {
    piece.copy(this.#out, Math.min(this.#length, this.#out.length));
    this.#length += piece.length;
    if (piece.buffer === this.#current) return;
    // The one before is full, and all of it copied. (One of another size would be Node's pool.)
    if (this.#current instanceof ArrayBuffer && this.#current.byteLength === OUTPUT_BYTES) {
      this.#current.transfer(0);
    }
    this.#current = piece.buffer;
  }
}
