/** Those who wait to be let in, in the order in which they came. */
export class WaitingLine {
  readonly #waiting = new Set<() => void>();

  /** @throws the signal's reason when it aborts first */
  async wait(signal?: AbortSignal): Promise<void> {
    signal?.throwIfAborted();
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const leave = (): void => {
      // Who was let in already is not in line any more, and has something to give back.
      if (this.#waiting.delete(resolve)) reject(signal?.reason);
    };
    this.#waiting.add(resolve);
    signal?.addEventListener("abort", leave, { once: true });
    try {
      await promise;
    } finally {
      signal?.removeEventListener("abort", leave);
    }
  }

  /** @returns false where nobody waits */
  letOneIn(): boolean {
    const [next] = this.#waiting;
    if (next === undefined) return false;
    this.#waiting.delete(next);
    next();
    return true;
  }

  letAllIn(): void {
    while (this.letOneIn());
  }
}
