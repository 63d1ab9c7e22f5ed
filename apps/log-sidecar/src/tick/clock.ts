import { uptime } from "node:os";
import { setTimeout as delay } from "node:timers/promises";

export interface Clock {
  /** The time of day, for what is written. */
  now(): Date;
  /** Milliseconds since some moment, for what is measured: it never jumps with the time of day. */
  elapsedMs(): number;
  /** Waits; returns early when `signal` aborts. May come back up to a millisecond early. */
  sleep(durationMs: number, signal: AbortSignal): Promise<void>;
}

/** Below this the two clocks differ by their resolution, not by a suspend. */
const SUSPEND_MS_MIN = 1_000;

/**
 * The system's clocks. `performance.now()` (CLOCK_MONOTONIC) stands still while the machine is
 * suspended, `uptime()` (CLOCK_BOOTTIME, to 10 ms) does not: what they drift apart is added.
 */
export function systemClock(): Clock {
  const driftMs = (): number => uptime() * 1_000 - performance.now();
  const driftAtStartMs = driftMs();
  return {
    now: () => new Date(),
    elapsedMs: () => {
      const suspendedMs = driftMs() - driftAtStartMs;
      return performance.now() + (suspendedMs >= SUSPEND_MS_MIN ? suspendedMs : 0);
    },
    sleep: async (durationMs, signal) => {
      await delay(durationMs, undefined, { signal }).catch(() => {});
    },
  };
}
