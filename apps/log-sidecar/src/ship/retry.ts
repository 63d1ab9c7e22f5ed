import { StorageError, isStorageError, isStorageTrouble } from "../storage/storage.ts";
import type { CircuitBreaker } from "./circuit-breaker.ts";

const FIRST_DELAY_MS = 200;
const DELAY_MS_MAX = 30_000;
/** A storage that wants to be left alone for longer is asked all the same. */
const RETRY_AFTER_MS_MAX = 300_000;
/** Who is about to stop has no time for long pauses. */
const HURRIED_DELAY_MS_MAX = 1_000;

/**
 * How long to wait after a failed attempt: exponential with full jitter, so that Pods which lost
 * their storage at the same moment do not come back at the same moment. A refusal is for somebody
 * else to settle, and not worth more than a look now and then; a storage that says when it wants to
 * be asked again is asked then.
 *
 * @param attempt 0 for the first that failed
 * @param random in [0, 1)
 */
export function nextDelayMs(attempt: number, error: unknown, random: number): number {
  if (isStorageError(error, "ERR_STORAGE_REFUSED")) return DELAY_MS_MAX * (0.5 + random / 2);
  const backoffMs = random * Math.min(DELAY_MS_MAX, FIRST_DELAY_MS * 2 ** Math.min(attempt, 32));
  const askedMs = error instanceof StorageError ? (error.retryAfterMs ?? 0) : 0;
  return backoffMs + Math.min(askedMs, RETRY_AFTER_MS_MAX);
}

export interface RetryOptions {
  /** Shared by all that ask one storage. */
  readonly breaker: CircuitBreaker;
  readonly signal: AbortSignal;
  /** From when it aborts on, no pause is long. */
  readonly hurry: AbortSignal;
  readonly random: () => number;
  /** Comes back early, without an error, when the signal aborts. */
  readonly sleep: (durationMs: number, signal: AbortSignal) => Promise<void>;
  readonly failed: (error: unknown) => void;
}

/** Tries until it works. @throws only when `signal` aborts */
export async function retryForever<T>(
  attempt: () => Promise<T>,
  { breaker, signal, hurry, random, sleep, failed }: RetryOptions,
): Promise<T> {
  for (let failures = 0; ; failures++) {
    signal.throwIfAborted();
    using turn = await breaker.turn(failures, signal);
    try {
      return await attempt();
    } catch (error) {
      signal.throwIfAborted();
      failed(error);
      const trials = isStorageTrouble(error) ? turn.failed() : 0;
      const delayMs = nextDelayMs(Math.max(failures, trials), error, random());
      if (!hurry.aborted) await sleep(delayMs, AbortSignal.any([signal, hurry]));
      if (hurry.aborted) await sleep(Math.min(delayMs, HURRIED_DELAY_MS_MAX), signal);
    }
  }
}
