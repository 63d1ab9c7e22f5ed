import { WaitingLine } from "./waiting-line.ts";

/** Where who needs a thing gets it. */
export interface Line<T> {
  run<R>(work: (thing: T) => Promise<R>): Promise<R>;
}

/**
 * Lets so many in at once, each with a thing that it may use until it comes out; the others wait in
 * line. Things are used again: fresh buffers of megabytes would pile up faster than they are freed.
 */
export class Pool<T> implements Line<T> {
  readonly #create: () => T;
  readonly #things: T[] = [];
  readonly #waiting = new WaitingLine();
  #free: number;

  constructor(count: number, create: () => T) {
    this.#free = count;
    this.#create = create;
  }

  /** The same things, for who leaves the line when the signal aborts. */
  until(signal: AbortSignal): Line<T> {
    return { run: async (work) => await this.run(work, signal) };
  }

  /** @throws the signal's reason when it aborts before the work has begun */
  async run<R>(work: (thing: T) => Promise<R>, signal?: AbortSignal): Promise<R> {
    signal?.throwIfAborted();
    if (this.#free > 0) this.#free--;
    else await this.#waiting.wait(signal);
    const thing = this.#things.pop() ?? this.#create();
    try {
      return await work(thing);
    } finally {
      this.#things.push(thing);
      if (!this.#waiting.letOneIn()) this.#free++;
    }
  }
}
