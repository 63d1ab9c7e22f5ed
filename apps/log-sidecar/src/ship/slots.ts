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

  async run<T>(work: (buffer: Buffer) => Promise<T>): Promise<T> {
    if (this.#free > 0) this.#free--;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
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
}
