import { errorCode } from "@sidecar-pair/runtime/errors.ts";
import { StorageError, type StorageErrorCode } from "../storage/storage.ts";
import type { DrainOutcome } from "./once-outcome.ts";

/** So many failures in a row that nobody but an operator can end. */
const TRIES_MAX = 3;
/** Longer than a storage takes to fail over, or a network to come back. */
const AWAY_MS_MAX = 300_000;

/** What of volume, files and storage fails now: each is forgotten when it has worked since. */
export class DrainTracker {
  readonly #nowMs: () => number;
  readonly #hopeless = new AbortController();
  #volumeError: string | undefined;
  #volumeFailures = 0;
  #storageError: StorageErrorCode | undefined;
  #refusals = 0;
  #awaySinceMs: number | undefined;

  /** @param nowMs of a clock that only goes forward */
  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** Aborts when to go on trying is of no use: the volume is not there, or the storage says no. */
  get hopeless(): AbortSignal {
    return this.#hopeless.signal;
  }

  /**
   * @param hasEnded whether all was done, as far as it could be read
   * @param unreadable what of the volume the last scan could not read
   */
  outcome(hasEnded: boolean, unreadable: number): DrainOutcome {
    return {
      complete: hasEnded && unreadable === 0 && this.#volumeError === undefined,
      unreadable,
      volumeError: this.#volumeError,
      storageError: this.#storageError,
      timedOut: !hasEnded,
    };
  }

  volumeRead(): void {
    this.#volumeError = undefined;
    this.#volumeFailures = 0;
  }

  volumeFailed(error: unknown): void {
    this.#volumeError = errorCode(error);
  }

  /** @param filesLeft how many files are open and not shipped: these can be, without the volume */
  roundEnded(filesLeft: number): void {
    if (this.#volumeError === undefined || filesLeft > 0) return;
    if (++this.#volumeFailures >= TRIES_MAX) this.#hopeless.abort();
  }

  storageWorked(): void {
    this.#storageError = undefined;
    this.#refusals = 0;
    this.#awaySinceMs = undefined;
  }

  storageFailed(error: unknown): void {
    // What is no StorageError is a call that took too long.
    const code = error instanceof StorageError ? error.code : "ERR_STORAGE_UNAVAILABLE";
    this.#storageError = code;
    this.#refusals = code === "ERR_STORAGE_UNAVAILABLE" ? 0 : this.#refusals + 1;
    this.#awaySinceMs ??= this.#nowMs();
    const isAway = this.#nowMs() - this.#awaySinceMs > AWAY_MS_MAX;
    if (isAway || this.#refusals >= TRIES_MAX) this.#hopeless.abort();
  }
}
