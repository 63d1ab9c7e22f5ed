import { describe, expect, it } from "vitest";
import { waitUntil } from "./wait-until.ts";

const signal = new AbortController().signal;

describe("waitUntil", () => {
  it("asks until the fact holds", async () => {
    let asked = 0;
    expect(await waitUntil(() => ++asked === 2, { signal, timeoutMs: 10_000 })).toBe(true);
    expect(asked).toBe(2);
  });

  it("resolves with false when the time is over", async () => {
    expect(await waitUntil(() => false, { signal, timeoutMs: 1 })).toBe(false);
  });

  it("rejects with the caller's reason when the caller aborts", async () => {
    const aborted = AbortSignal.abort(new Error("cancelled"));
    const waiting = waitUntil(() => false, { signal: aborted, timeoutMs: 10_000 });
    await expect(waiting).rejects.toThrow("cancelled");
  });
});
