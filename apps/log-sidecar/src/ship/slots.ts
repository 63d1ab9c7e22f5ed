/**
 * Lets so many in at once, each with a buffer that it may use until it comes out; the others wait in
 * line. The buffers are used again: fresh ones of megabytes would pile up faster than they are freed.
 */
export class Slots {
  readonly #bufferBytes: number;
  readonly #buffers: Buffer[] = [];
  readonly #waiting = new Set<() => void>();
  #free: number;

  constructor(count: number, bufferBytes: number) {
    this.#free = count;
    this.#bufferBytes = bufferBytes;
  }

  /** The same slots, for who leaves the line when the signal aborts. */
  until(signal: AbortSignal): Pick<Slots, "run"> {
    return { run: async (work) => await this.run(work, signal) };
  }

  /** @throws the signal's reason when it aborts before the work has begun */
  async run<T>(work: (buffer: Buffer) => Promise<T>, signal?: AbortSignal): Promise<T> {
    signal?.throwIfAborted();
    if (this.#free > 0) this.#free--;
    else await this.#wait(signal);
    const buffer = this.#buffers.pop() ?? Buffer.allocUnsafeSlow(this.#bufferBytes);
    try {
      return await work(buffer);
    } finally {
      this.#buffers.push(buffer);
      this.#leave();
    }
  }

  async #wait(signal: AbortSignal | undefined): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const giveUp = (): void => {
      // Who has been let in already has a slot to give back.
      if (this.#waiting.delete(resolve)) reject(signal?.reason);
    };
    this.#waiting.add(resolve);
    signal?.addEventListener("abort", giveUp, { once: true });
    try {
      await promise;
    } finally {
      signal?.removeEventListener("abort", giveUp);
    }
  }

  #leave(): void {
    const [next] = this.#waiting;
    if (next === undefined) {
      this.#free++;
      return;
    }
    this.#waiting.delete(next);
    next();
  }
}
