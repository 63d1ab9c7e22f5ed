const FIRST_DELAY_MS = 200;
const DELAY_MS_MAX = 30_000;

/**
 * How long to wait after a failed attempt: exponential with full jitter, so that Pods which lost
 * their storage at the same moment do not come back at the same moment.
 *
 * @param attempt 0 for the first that failed
 * @param random in [0, 1)
 */
export function nextDelayMs(attempt: number, random: number): number {
  return random * Math.min(DELAY_MS_MAX, FIRST_DELAY_MS * 2 ** Math.min(attempt, 32));
}

export interface RetryOptions {
  readonly signal: AbortSignal;
  readonly random: () => number;
  readonly sleep: (durationMs: number, signal: AbortSignal) => Promise<void>;
  readonly failed: (error: unknown) => void;
}

/** Tries until it works. @throws only when `signal` aborts */
export async function retryForever<T>(
  attempt: () => Promise<T>,
  { signal, random, sleep, failed }: RetryOptions,
): Promise<T> {
  for (let failures = 0; ; failures++) {
    signal.throwIfAborted();
    try {
      return await attempt();
    } catch (error) {
      signal.throwIfAborted();
      failed(error);
      await sleep(nextDelayMs(failures, random()), signal);
    }
  }
}
