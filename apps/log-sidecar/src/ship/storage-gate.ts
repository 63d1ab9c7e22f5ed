import { pause } from "@sidecar-pair/runtime/pause.ts";
import type { Health } from "@sidecar-pair/runtime/management-server.ts";
import { firstLine } from "@sidecar-pair/runtime/first-line.ts";

/** The longest pause between two attempts; the shortest is half of it. */
const RETRY_MS_MAX = 5_000;

export interface StorageGateOptions {
  /** Ends the attempts. */
  readonly stop: AbortSignal;
  /** In [0, 1). @default Math.random */
  readonly random?: () => number;
  /** @default pause */
  readonly sleep?: (durationMs: number, signal: AbortSignal) => Promise<void>;
}

/**
 * Holds back what must not begin before the storage has been tried out (REQUIRE_STORAGE). It keeps trying,
 * since nothing else does as long as there is nothing to ship.
 */
export class StorageGate {
  readonly #options: StorageGateOptions;
  readonly #opened = Promise.withResolvers<void>();
  #health: Health = { ok: false, reason: "the storage has not been tried out yet" };

  constructor(options: StorageGateOptions) {
    this.#options = options;
  }

  /** Why it is still closed, if it is. */
  get health(): Health {
    return this.#health;
  }

  /** Settles when it opens. */
  get opened(): Promise<void> {
    return this.#opened.promise;
  }

  /** Tries until it works, or until told to stop. */
  async openWhen(prove: () => Promise<unknown>, failed: (error: unknown) => void): Promise<void> {
    const { stop, random = Math.random, sleep = pause } = this.#options;
    while (!stop.aborted) {
      try {
        await prove();
        this.#health = { ok: true };
        this.#opened.resolve();
        return;
      } catch (error) {
        this.#health = { ok: false, reason: `the storage cannot be used: ${firstLine(error)}` };
        failed(error);
      }
      await sleep(RETRY_MS_MAX * (0.5 + random() / 2), stop);
    }
  }
}
