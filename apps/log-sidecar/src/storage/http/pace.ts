/** What a transfer must keep up with. */
export interface PaceLimits {
  /** So long nothing at all may move. */
  readonly silenceMs: number;
  /** And no slower than this on average: a byte now and then is no progress. */
  readonly bytesPerSecond: number;
}

/**
 * Watches over one request: it may take `silenceMs`, and longer by as much as its bytes are worth;
 * and then its answer the same. (Undici's own timers start again with every byte.)
 */
export class Pace implements Disposable {
  readonly #limits: PaceLimits;
  readonly #tooSlow: () => void;
  #startedMs = performance.now();
  #bytes = 0;
  #timer: NodeJS.Timeout | undefined;

  /** @param tooSlow is called at most once */
  constructor(limits: PaceLimits, tooSlow: () => void) {
    this.#limits = limits;
    this.#tooSlow = tooSlow;
    this.#check();
  }

  /** The answer begins: what was sent so far says nothing of its pace. */
  restart(): void {
    this.#startedMs = performance.now();
    this.#bytes = 0;
  }

  moved(bytes: number): void {
    this.#bytes += bytes;
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
  }

  #check(): void {
    const { silenceMs, bytesPerSecond } = this.#limits;
    const allowedMs = silenceMs + (this.#bytes / bytesPerSecond) * 1_000;
    const leftMs = this.#startedMs + allowedMs - performance.now();
    if (leftMs <= 0) this.#tooSlow();
    // It looks again at least once per `silenceMs`, and needs no timer per byte.
    else this.#timer = setTimeout(() => this.#check(), Math.min(leftMs, silenceMs));
  }
}
