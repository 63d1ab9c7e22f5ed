import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { temporaryFolder } from "@sidecar-pair/runtime/temporary-folder.ts";
import { describe, expect, it } from "vitest";
import { toSystemPath } from "./file-name.ts";
import { type Look, Pace } from "./pace.ts";

const NEVER = new AbortController().signal;
const SOON_MS = 3_500;
const NOTHING = (): void => {};
const NO_EVENTS = { distrusted: NOTHING, named: NOTHING };

function lookAt(folder: string, hasChanged: boolean): Look {
  return { folders: new Set([folder]), hasChanged, isIdle: true, tookMs: 1 };
}

/** A pace that has seen a change come with an event. */
async function convinced(folder: string, distrusted = NOTHING): Promise<Pace> {
  const pace = new Pace(true, { distrusted, named: NOTHING });
  await pace.untilNext(lookAt(folder, true), NEVER);
  await writeFile(join(folder, "a.log"), "one\n");
  await pace.untilNext(lookAt(folder, true), NEVER);
  return pace;
}

async function msOf(work: Promise<unknown>): Promise<number> {
  const startMs = performance.now();
  await work;
  return performance.now() - startMs;
}

describe("Pace", () => {
  it("looks twice a second as long as no event has come", async () => {
    await using folder = await temporaryFolder();
    using pace = new Pace(true, NO_EVENTS);
    expect(await msOf(pace.untilNext(lookAt(folder.path, true), NEVER))).toBeLessThan(SOON_MS);
    expect(await msOf(pace.untilNext(lookAt(folder.path, false), NEVER))).toBeLessThan(SOON_MS);
  });

  it("waits for an event once they have proved to come, and goes on at the next one", async () => {
    await using folder = await temporaryFolder();
    using pace = await convinced(folder.path);
    const waiting = msOf(pace.untilNext(lookAt(folder.path, false), NEVER));
    expect(await waiting).toBeGreaterThan(SOON_MS);
    const interrupted = msOf(pace.untilNext(lookAt(folder.path, false), NEVER));
    await writeFile(join(folder.path, "b.log"), "two\n");
    expect(await interrupted).toBeLessThan(SOON_MS);
  });

  it("does not wait while there is something to do, or when it is told to stop", async () => {
    await using folder = await temporaryFolder();
    using pace = await convinced(folder.path);
    const busy = { ...lookAt(folder.path, false), isIdle: false };
    expect(await msOf(pace.untilNext(busy, NEVER))).toBeLessThan(SOON_MS);
    const stop = AbortSignal.timeout(10);
    expect(await msOf(pace.untilNext(lookAt(folder.path, false), stop))).toBeLessThan(SOON_MS);
  });

  it("relies on events no more when a change came without one, and says so once", async () => {
    await using folder = await temporaryFolder();
    let told = 0;
    using pace = await convinced(folder.path, () => told++);
    await pace.untilNext(lookAt(folder.path, false), NEVER);
    for (let look = 0; look < 2; look++) {
      await pace.untilNext(lookAt(folder.path, true), NEVER);
    }
    expect(await msOf(pace.untilNext(lookAt(folder.path, false), NEVER))).toBeLessThan(SOON_MS);
    expect(told).toBe(1);
  });

  it("tells of each name that comes, whatever its bytes", async () => {
    await using folder = await temporaryFolder();
    const named = new Set<string>();
    using pace = new Pace(true, { ...NO_EVENTS, named: (path) => named.add(path) });
    await pace.untilNext(lookAt(folder.path, false), AbortSignal.timeout(1));
    const names = ["a.log", "\u{dcff}.log"];
    for (const name of names) await writeFile(toSystemPath(join(folder.path, name)), "");
    const paths = new Set(names.map((name) => join(folder.path, name)));
    await expect.poll(() => named).toEqual(paths);
  });

  it("can do without events", async () => {
    await using folder = await temporaryFolder();
    using pace = new Pace(false, NO_EVENTS);
    await pace.untilNext(lookAt(folder.path, true), NEVER);
    await writeFile(join(folder.path, "a.log"), "one\n");
    await pace.untilNext(lookAt(folder.path, true), NEVER);
    expect(await msOf(pace.untilNext(lookAt(folder.path, false), NEVER))).toBeLessThan(SOON_MS);
  });
});
