import { ChunkEncoder } from "../chunk/chunk-encoder.ts";
import { WaitingLine } from "./waiting-line.ts";

/** What a chunk needs while it is in memory. */
export interface Slot {
  readonly buffer: Buffer;
  readonly encoder: ChunkEncoder;
}

/** Where who needs a slot gets it. */
export interface Line {
  run<T>(work: (slot: Slot) => Promise<T>): Promise<T>;
}

/**
 * Lets so many in at once, each with a slot that it may use until it comes out; the others wait in
 * line. Slots are used again: fresh buffers of megabytes would pile up faster than they are freed.
 */
export class Slots implements Line {
  readonly #chunkBytes: number;
  readonly #slots: Slot[] = [];
  readonly #waiting = new WaitingLine();
  #free: number;

  constructor(count: number, chunkBytes: number) {
    this.#free = count;
    this.#chunkBytes = chunkBytes;
  }

  /** The same slots, for who leaves the line when the signal aborts. */
  until(signal: AbortSignal): Line {
    return { run: async (work) => await this.run(work, signal) };
  }

  /** @throws the signal's reason when it aborts before the work has begun */
  async run<T>(work: (slot: Slot) => Promise<T>, signal?: AbortSignal): Promise<T> {
    signal?.throwIfAborted();
    if (this.#free > 0) this.#free--;
    else await this.#waiting.wait(signal);
    const slot = this.#slots.pop() ?? newSlot(this.#chunkBytes);
    try {
      return await work(slot);
    } finally {
      this.#slots.push(slot);
      if (!this.#waiting.letOneIn()) this.#free++;
    }
  }
}

function newSlot(chunkBytes: number): Slot {
  return { buffer: Buffer.allocUnsafeSlow(chunkBytes), encoder: new ChunkEncoder(chunkBytes) };
}
