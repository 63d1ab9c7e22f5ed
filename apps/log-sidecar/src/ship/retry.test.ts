import { describe, expect, it } from "vitest";
import { nextDelayMs, retryForever } from "./retry.ts";

describe("nextDelayMs", () => {
  it.each([
    [0, 0.999, 199.8],
    [0, 0, 0],
    [3, 0.5, 800],
    [7, 1, 25_600],
    [8, 1, 30_000],
    [1e6, 1, 30_000],
  ])("after attempt %d with random %d is %d", (attempt, random, expected) => {
    expect(nextDelayMs(attempt, random)).toBeCloseTo(expected);
  });
});

describe("retryForever", () => {
  it("tries until it works, and tells every failure", async () => {
    const failures: unknown[] = [];
    const delays: number[] = [];
    let attempts = 0;
    const result = await retryForever(
      () => (++attempts < 4 ? Promise.reject(new Error(`no ${attempts}`)) : Promise.resolve("yes")),
      {
        signal: new AbortController().signal,
        random: () => 1,
        sleep: (durationMs) => {
          delays.push(durationMs);
          return Promise.resolve();
        },
        failed: (error) => failures.push(error),
      },
    );
    expect(result).toBe("yes");
    expect(delays).toEqual([200, 400, 800]);
    expect(failures.map(String)).toEqual(["Error: no 1", "Error: no 2", "Error: no 3"]);
  });

  it("gives up when it is told to", async () => {
    const controller = new AbortController();
    const retry = retryForever(() => Promise.reject(new Error("no")), {
      signal: controller.signal,
      random: () => 1,
      sleep: () => Promise.resolve(controller.abort(new Error("time is up"))),
      failed: () => {},
    });
    await expect(retry).rejects.toThrow("time is up");
  });
});
