import { describe, expect, it } from "vitest";
import { isTickerAlive, isTickerReady } from "./tick-health.ts";

const OK = { ok: true };

describe("health of the ticker", () => {
  it.each([
    [5_000, 15_000, OK],
    [5_000, 15_001, { ok: false, reason: "no tick for 15 s" }],
    [100, 10_000, OK],
    [100, 10_001, { ok: false, reason: "no tick for 10 s" }],
    [60_000, 180_000, OK],
  ])("at an interval of %d ms, with the last tick %d ms ago: %o", (intervalMs, agoMs, expected) => {
    const state = { lastAttemptMs: 1_000, written: true };
    expect(isTickerAlive(state, intervalMs, 1_000 + agoMs)).toEqual(expected);
  });

  it("is ready from the first written tick on", () => {
    expect(isTickerReady({ lastAttemptMs: 0, written: false })).toMatchObject({ ok: false });
    expect(isTickerReady({ lastAttemptMs: 0, written: true })).toEqual(OK);
  });
});
