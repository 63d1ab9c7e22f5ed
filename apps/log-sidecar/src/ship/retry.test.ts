import { setImmediate } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { StorageError } from "../storage/storage.ts";
import { CircuitBreaker } from "./circuit-breaker.ts";
import { nextDelayMs, retryForever } from "./retry.ts";

const TROUBLE = new Error("no");
const REFUSAL = new StorageError("ERR_STORAGE_REFUSED", "403");
const busyFor = (retryAfterMs: number): StorageError =>
  new StorageError("ERR_STORAGE_UNAVAILABLE", "503", { retryAfterMs });

describe("nextDelayMs", () => {
  it.each([
    [0, TROUBLE, 0.999, 199.8],
    [0, TROUBLE, 0, 0],
    [3, TROUBLE, 0.5, 800],
    [7, TROUBLE, 1, 25_600],
    [8, TROUBLE, 1, 30_000],
    [1e6, TROUBLE, 1, 30_000],
    [0, REFUSAL, 0, 15_000],
    [0, REFUSAL, 1, 30_000],
    [0, busyFor(2_000), 0, 2_000],
    [0, busyFor(2_000), 0.5, 2_100],
    [0, busyFor(1e9), 0, 300_000],
  ])("after attempt %d with %s and random %d is %d", (attempt, error, random, expected) => {
    expect(nextDelayMs(attempt, error, random)).toBeCloseTo(expected);
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
        breaker: new CircuitBreaker(1),
        signal: new AbortController().signal,
        hurry: new AbortController().signal,
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
      breaker: new CircuitBreaker(1),
      signal: controller.signal,
      hurry: new AbortController().signal,
      random: () => 1,
      sleep: () => Promise.resolve(controller.abort(new Error("time is up"))),
      failed: () => {},
    });
    await expect(retry).rejects.toThrow("time is up");
  });

  it("cuts a pause short when it has to hurry, and makes no long ones any more", async () => {
    const hurry = new AbortController();
    const delays: number[] = [];
    let attempts = 0;
    await retryForever(() => (++attempts < 3 ? Promise.reject(REFUSAL) : Promise.resolve()), {
      breaker: new CircuitBreaker(1),
      signal: new AbortController().signal,
      hurry: hurry.signal,
      random: () => 1,
      sleep: (durationMs) => {
        delays.push(durationMs);
        return Promise.resolve(hurry.abort());
      },
      failed: () => {},
    });
    expect(delays).toEqual([30_000, 1_000, 1_000]);
  });

  it("is for all that share a breaker one row of attempts, with pauses that grow as for one", async () => {
    const breaker = new CircuitBreaker(2);
    const delays: number[] = [];
    let attempts = 0;
    const attempt = () =>
      ++attempts <= 10 + 6
        ? Promise.reject(new StorageError("ERR_STORAGE_UNAVAILABLE", "503"))
        : Promise.resolve(breaker.succeeded());
    const retries = Array.from({ length: 10 }, () =>
      retryForever(attempt, {
        breaker,
        signal: new AbortController().signal,
        hurry: new AbortController().signal,
        random: () => 1,
        sleep: async (durationMs) => {
          delays.push(durationMs);
          await setImmediate();
        },
        failed: () => {},
      }),
    );
    await Promise.all(retries);
    // Each fails once, then one after the other.
    expect(delays).toEqual([...Array(10).fill(200), 400, 800, 1_600, 3_200, 6_400, 12_800]);
  });
});
