import { addAbortListener } from "node:events";
import { type ListSignal, nextSignal } from "./storage.ts";

/**
 * A signal for one long request that may take the time of several, as long as it makes progress: it
 * aborts as the last signal that it was given does.
 */
export class RenewedSignal implements Disposable {
  readonly #controller = new AbortController();
  readonly #source: ListSignal;
  #watch: Disposable | undefined;

  constructor(source: ListSignal) {
    this.#source = source;
    this.renew();
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** The request has made progress: its time begins again. */
  renew(): void {
    this.#watch?.[Symbol.dispose]();
    const given = nextSignal(this.#source);
    this.#watch = addAbortListener(given, () => this.#controller.abort(given.reason));
  }

  [Symbol.dispose](): void {
    this.#watch?.[Symbol.dispose]();
  }
}
