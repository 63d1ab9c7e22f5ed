import type { Health } from "@sidecar-pair/runtime/management-server.ts";

/** What the probes of the ticker are answered from; times in milliseconds of its clock. */
export interface TickState {
  readonly lastAttemptMs: number;
  readonly written: boolean;
}

/** A stall this short is not worth a restart, whatever the interval. */
const PATIENCE_MS_MIN = 10_000;

/** Alive as long as ticks are attempted: a full disk is no reason to restart, a hung write is. */
export function isTickerAlive(
  { lastAttemptMs }: TickState,
  intervalMs: number,
  nowMs: number,
): Health {
  const silentMs = nowMs - lastAttemptMs;
  if (silentMs <= Math.max(3 * intervalMs, PATIENCE_MS_MIN)) return { ok: true };
  return { ok: false, reason: `no tick for ${Math.round(silentMs / 1_000)} s` };
}

/** Ready once the page exists: a web server that starts after this has something to serve. */
export function isTickerReady({ written }: TickState): Health {
  return written ? { ok: true } : { ok: false, reason: "no tick written yet" };
}
