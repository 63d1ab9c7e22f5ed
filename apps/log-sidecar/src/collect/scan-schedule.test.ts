import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { temporaryFolder } from "@sidecar-pair/runtime/temporary-folder.ts";
import { describe, expect, it } from "vitest";
import { toSystemPath } from "../volume/file-name.ts";
import { Folder } from "../volume/folder.ts";
import { type Round, ScanSchedule } from "./scan-schedule.ts";

const NEVER = new AbortController().signal;
const SOON_MS = 3_500;
const NOTHING = (): void => {};
const NO_EVENTS = { distrusted: NOTHING, named: NOTHING };

function round(hasChanged: boolean): Round {
  return { change: hasChanged ? "size" : "none", isIdle: true, tookMs: 1 };
}

/** As a scan of the folder would. */
async function enter(schedule: ScanSchedule, path: string): Promise<void> {
  await using folder = await Folder.open(path);
  schedule.entered("", folder);
  schedule.scanned(1);
}

/** A schedule that has seen a change come with an event. */
async function convinced(folder: string, distrusted = NOTHING): Promise<ScanSchedule> {
  const schedule = new ScanSchedule(true, { distrusted, named: NOTHING });
  await enter(schedule, folder);
  await schedule.untilNext(round(true), NEVER);
  await writeFile(join(folder, "a.log"), "one\n");
  await schedule.untilNext(round(true), NEVER);
  return schedule;
}

async function msOf(work: Promise<unknown>): Promise<number> {
  const startMs = performance.now();
  await work;
  return performance.now() - startMs;
}

describe("ScanSchedule", () => {
  it("looks twice a second as long as no event has come", async () => {
    using schedule = new ScanSchedule(true, NO_EVENTS);
    expect(await msOf(schedule.untilNext(round(true), NEVER))).toBeLessThan(SOON_MS);
    expect(await msOf(schedule.untilNext(round(false), NEVER))).toBeLessThan(SOON_MS);
  });

  it("waits for an event once they have proved to come, and goes on at the next one", async () => {
    await using folder = await temporaryFolder();
    using schedule = await convinced(folder.path);
    const waiting = msOf(schedule.untilNext(round(false), NEVER));
    expect(await waiting).toBeGreaterThan(SOON_MS);
    const interrupted = msOf(schedule.untilNext(round(false), NEVER));
    await writeFile(join(folder.path, "b.log"), "two\n");
    expect(await interrupted).toBeLessThan(SOON_MS);
  });

  it("does not wait while there is something to do, or when it is told to stop", async () => {
    await using folder = await temporaryFolder();
    using schedule = await convinced(folder.path);
    const busy = { ...round(false), isIdle: false };
    expect(await msOf(schedule.untilNext(busy, NEVER))).toBeLessThan(SOON_MS);
    const stop = AbortSignal.timeout(10);
    expect(await msOf(schedule.untilNext(round(false), stop))).toBeLessThan(SOON_MS);
  });

  it("relies on events no more when a change came without one, and says so once", async () => {
    await using folder = await temporaryFolder();
    let told = 0;
    using schedule = await convinced(folder.path, () => told++);
    await schedule.untilNext(round(false), NEVER);
    for (let look = 0; look < 2; look++) {
      await schedule.untilNext(round(true), NEVER);
    }
    expect(await msOf(schedule.untilNext(round(false), NEVER))).toBeLessThan(SOON_MS);
    expect(told).toBe(1);
  });

  it("relies on events as before when only a time of a file is another", async () => {
    await using folder = await temporaryFolder();
    let told = 0;
    using schedule = await convinced(folder.path, () => told++);
    // As a write does that fails on a full disk.
    const failed: Round = { change: "time", isIdle: true, tookMs: 1 };
    for (let count = 0; count < 3; count++) await schedule.untilNext(failed, NEVER);
    expect(told).toBe(0);
  });

  it("tells of each name that comes, whatever its bytes", async () => {
    await using folder = await temporaryFolder();
    const named = new Set<string>();
    using schedule = new ScanSchedule(true, { ...NO_EVENTS, named: (path) => named.add(path) });
    await enter(schedule, folder.path);
    await schedule.untilNext(round(false), AbortSignal.timeout(1));
    const names = ["a.log", "\u{dcff}.log"];
    for (const name of names) await writeFile(toSystemPath(join(folder.path, name)), "");
    await expect.poll(() => named).toEqual(new Set(names));
  });

  it("can do without events", async () => {
    await using folder = await temporaryFolder();
    using schedule = new ScanSchedule(false, NO_EVENTS);
    await schedule.untilNext(round(true), NEVER);
    await writeFile(join(folder.path, "a.log"), "one\n");
    await schedule.untilNext(round(true), NEVER);
    expect(await msOf(schedule.untilNext(round(false), NEVER))).toBeLessThan(SOON_MS);
  });
});
