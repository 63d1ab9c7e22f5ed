/** Beyond what there is, a page gets room for half as much again when it grows. */
const SPARE_RATIO = 0.5;
const SPARE_BYTES_MIN = 16 * 1_024;

/**
 * The bytes of a file that grows at its end. All versions of it share one memory, however many of them
 * are being sent: it is copied only when its room is used up.
 *
 * Only the newest version may be added to, since whatever stands behind it is overwritten.
 */
export class GrowingBytes {
  readonly #bytesMax: number;
  #memory: Buffer<ArrayBuffer>;

  /** @param bytesMax how much it may grow to */
  constructor(bytes: Buffer<ArrayBuffer>, bytesMax: number) {
    this.#memory = bytes;
    this.#bytesMax = bytesMax;
  }

  /** The first bytes, as one version. */
  view(sizeBytes: number): Buffer<ArrayBuffer> {
    return this.#memory.subarray(0, sizeBytes);
  }

  /** @returns where to put so many bytes behind the version of `sizeBytes` */
  roomBehind(sizeBytes: number, moreBytes: number): Buffer<ArrayBuffer> {
    const neededBytes = sizeBytes + moreBytes;
    if (neededBytes > this.#memory.length) {
      const spareBytes = Math.max(SPARE_BYTES_MIN, neededBytes * SPARE_RATIO);
      const roomBytes = Math.min(this.#bytesMax, Math.ceil(neededBytes + spareBytes));
      // Memory that is never written to costs nothing.
      const memory = Buffer.allocUnsafeSlow(Math.max(neededBytes, roomBytes));
      this.#memory.copy(memory, 0, 0, sizeBytes);
      this.#memory = memory;
    }
    return this.#memory.subarray(sizeBytes, neededBytes);
  }
}
