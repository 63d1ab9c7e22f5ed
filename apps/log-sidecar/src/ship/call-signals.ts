/** Calls that begin within so long share a signal. */
const SHARED_MS = 1_000;

export interface CallSignalsOptions {
  /** Aborts when shipping is given up, and every call with it. */
  readonly given: AbortSignal;
  /** How long a call may take at least; it may take a second longer. */
  readonly timeoutMs: number;
  readonly nowMs: () => number;
}

/**
 * Signals for calls to a storage. Thousands of small files make hundreds of calls a second: if each had
 * a signal with a timer of its own, a minute's worth of them would take tens of megabytes.
 */
export class CallSignals {
  readonly #options: CallSignalsOptions;
  #current: AbortSignal | undefined;
  #madeAtMs = -Infinity;

  constructor(options: CallSignalsOptions) {
    this.#options = options;
  }

  /** For a call that begins now. */
  next(): AbortSignal {
    const { given, timeoutMs, nowMs } = this.#options;
    if (this.#current === undefined || nowMs() - this.#madeAtMs >= SHARED_MS) {
      this.#madeAtMs = nowMs();
      this.#current = AbortSignal.any([given, AbortSignal.timeout(timeoutMs + SHARED_MS)]);
    }
    return this.#current;
  }
}

/**
 * The same for one file, whose calls also end when it is given up.
 *
 * @param next a signal for a call that begins now, which is often the one before
 */
export function untilLeft(left: AbortSignal, next: () => AbortSignal): () => AbortSignal {
  let shared: AbortSignal | undefined;
  let own = left;
  return () => {
    const current = next();
    if (current !== shared) own = AbortSignal.any([left, current]);
    shared = current;
    return own;
  };
}
