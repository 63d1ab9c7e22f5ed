import { addAbortListener } from "node:events";

/**
 * Lets so many in at once, each with a buffer that it may use until it comes out; the others wait in
 * line. The buffers are used again: fresh ones of megabytes would pile up faster than they are freed.
 */
export class Slots {
  readonly #bufferBytes: number;
  readonly #buffers: Buffer[] = [];
  readonly #waiting: (() => void)[] = [];
  #free: number;

  constructor(count: number, bufferBytes: number) {
    this.#free = count;
    this.#bufferBytes = bufferBytes;
  }

  /** @throws the signal's reason, when that aborts before it is our turn; what `work` throws */
  async run<T>(work: (buffer: Buffer) => Promise<T>, signal: AbortSignal): Promise<T> {
    signal.throwIfAborted();
    if (this.#free > 0) this.#free--;
    else await this.#turn(signal);
    const buffer = this.#buffers.pop() ?? Buffer.allocUnsafeSlow(this.#bufferBytes);
    try {
      return await work(buffer);
    } finally {
      this.#buffers.push(buffer);
      const next = this.#waiting.shift();
      if (next === undefined) this.#free++;
      else next();
    }
  }

  async #turn(signal: AbortSignal): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#waiting.push(resolve);
    using _leaving = addAbortListener(signal, () => {
      const place = this.#waiting.indexOf(resolve);
      // Whoever has been let in already comes out as usual.
      if (place === -1) return;
      this.#waiting.splice(place, 1);
      reject(signal.reason as Error);
    });
    await promise;
  }
}
