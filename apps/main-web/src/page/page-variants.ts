import { type Compression, compress, compressionsRunning, hasRoomToCompress } from "./compress.ts";
import { hashOf, tagOf } from "./hash-tag.ts";

/** How the bytes of a page are coded on the wire: as they are, or by a compression. */
export type Coding = Compression | "identity";

export interface Variant {
  readonly coding: Coding;
  readonly bytes: Buffer<ArrayBuffer>;
  /** Strong: a hash of these very bytes, so that each coding has its own. */
  readonly etag: string;
  /** Really smaller than the page itself. */
  readonly isSmaller: boolean;
}

/** Below this a response is one or two packets either way. */
const WORTH_BYTES_MIN = 1_024;
/** A coding that does not save a tenth is not worth the client's time. */
const WORTH_RATIO_MAX = 0.9;
/** Leaves a thread of the pool (four) for reading files, whoever asks for what. */
const RUNNING_MAX = 3;

/**
 * A version of the page in all its codings. Each compression is made once, when the first client
 * asks for it; those that come meanwhile wait for the same one. A version that nobody wants costs
 * nothing.
 */
export class PageVariants {
  readonly identity: Variant;
  readonly #made = new Map<Coding, Variant | Promise<Variant>>();

  private constructor(identity: Variant) {
    this.identity = identity;
    this.#made.set("identity", identity);
  }

  /** @param etag of these bytes */
  static of(bytes: Buffer<ArrayBuffer>, etag: string): PageVariants {
    return new PageVariants({ coding: "identity", bytes, etag, isSmaller: false });
  }

  /**
   * Whether to answer with `coding` when plain bytes would do as well. No for a small page, no when it
   * was made and is no smaller, no while the compressor is busy with other versions.
   */
  isWorth(coding: Coding): boolean {
    const made = this.#made.get(coding);
    if (made instanceof Promise) return true;
    if (made !== undefined) return made.isSmaller;
    const { length } = this.identity.bytes;
    if (length < WORTH_BYTES_MIN || compressionsRunning() >= RUNNING_MAX) return false;
    return hasRoomToCompress(length);
  }

  /** The variant, at once when it was made before. */
  get(coding: Coding): Variant | Promise<Variant> {
    const made = this.#made.get(coding);
    if (made !== undefined) return made;
    const making = this.#make(coding as Compression);
    this.#made.set(coding, making);
    return making;
  }

  async #make(coding: Compression): Promise<Variant> {
    try {
      const bytes = await compress(this.identity.bytes, coding);
      const isSmaller = bytes.length <= this.identity.bytes.length * WORTH_RATIO_MAX;
      const variant = { coding, bytes, etag: tagOf(await hashOf(bytes)), isSmaller };
      this.#made.set(coding, variant);
      return variant;
    } catch (error) {
      this.#made.delete(coding);
      throw error;
    }
  }
}
