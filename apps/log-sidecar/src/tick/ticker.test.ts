import { describe, expect, it } from "vitest";
import type { Clock } from "./clock.ts";
import { runTicker } from "./ticker.ts";

interface Run {
  /** What each write costs, by its number; a write takes no time unless named. */
  readonly writeMs?: Readonly<Record<number, number>>;
  /** By how much a sleep ends late, by its number. */
  readonly lateMs?: Readonly<Record<number, number>>;
  readonly ticks: number;
}

/** Runs the ticker at 5 s on a clock of our own; returns when it ticked and what it missed. */
async function tickTimes({ writeMs = {}, lateMs = {}, ticks }: Run): Promise<unknown> {
  const controller = new AbortController();
  const written: number[] = [];
  const missed: number[] = [];
  let nowMs = 1_000_000;
  let sleeps = 0;
  const clock: Clock = {
    now: () => new Date(nowMs),
    elapsedMs: () => nowMs,
    sleep: (durationMs) => {
      nowMs += durationMs + (lateMs[sleeps++] ?? 0);
      return Promise.resolve();
    },
  };
  await runTicker({
    intervalMs: 5_000,
    clock,
    write: (date) => {
      written.push(date.getTime() - 1_000_000);
      nowMs += writeMs[written.length - 1] ?? 0;
      if (written.length === ticks) controller.abort();
      return Promise.resolve();
    },
    missed: (count) => missed.push(count),
    stop: controller.signal,
  });
  return { written, missed };
}

describe("runTicker", () => {
  it("ticks at once, then at whole multiples of the interval", async () => {
    expect(await tickTimes({ ticks: 4 })).toEqual({
      written: [0, 5_000, 10_000, 15_000],
      missed: [],
    });
  });

  it("does not drift when writes take time and timers fire late", async () => {
    const run = { writeMs: { 0: 900, 1: 4_000 }, lateMs: { 0: 3, 1: 12 }, ticks: 4 };
    expect(await tickTimes(run)).toEqual({
      written: [0, 5_003, 10_012, 15_000],
      missed: [],
    });
  });

  it("sleeps again when a timer fires early", async () => {
    expect(await tickTimes({ lateMs: { 0: -1 }, ticks: 2 })).toEqual({
      written: [0, 5_000],
      missed: [],
    });
  });

  it("counts the ticks that a stall has overtaken, and does not make them up", async () => {
    expect(await tickTimes({ lateMs: { 1: 62_000 }, ticks: 4 })).toEqual({
      written: [0, 5_000, 72_000, 75_000],
      missed: [12],
    });
  });

  it("counts the ticks that a slow write has overtaken", async () => {
    expect(await tickTimes({ writeMs: { 1: 12_500 }, ticks: 4 })).toEqual({
      written: [0, 5_000, 17_500, 20_000],
      missed: [1],
    });
  });

  it("writes nothing when it is told to stop before it starts", async () => {
    const run = runTicker({
      intervalMs: 1,
      clock: { now: () => new Date(), elapsedMs: () => 0, sleep: () => Promise.resolve() },
      write: () => Promise.reject(new Error("written")),
      missed: () => {},
      stop: AbortSignal.abort(),
    });
    await expect(run).resolves.toBeUndefined();
  });
});
