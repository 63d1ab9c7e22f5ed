import { setTimeout as sleep } from "node:timers/promises";

export interface WaitOptions {
  readonly signal: AbortSignal;
  readonly timeoutMs: number;
}

const PAUSE_MS = 200;

/** Asks again and again until the fact holds. Resolves with false when the time is over. */
export async function waitUntil(
  holds: () => boolean | Promise<boolean>,
  options: WaitOptions,
): Promise<boolean> {
  const deadlineMs = performance.now() + options.timeoutMs;
  while (performance.now() < deadlineMs) {
    options.signal.throwIfAborted();
    if (await holds()) return true;
    await sleep(PAUSE_MS, undefined, { signal: options.signal });
  }
  return false;
}
