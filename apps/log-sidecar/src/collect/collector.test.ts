import { link, mkdir, rename, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { temporaryFolder } from "@sidecar-pair/runtime/temporary-folder.ts";
import { describe, expect, it } from "vitest";
import { collectorOf, placeOf, recordEvents, scanned, selectionIn } from "./fixture.ts";
import { Collector } from "./collector.ts";
import { Pins } from "./pins.ts";

const OTHER_GENERATION = "20260101T000000.000000000Z-00000000";

async function pinnedPaths(root: string): Promise<readonly string[]> {
  const pins = await new Pins(placeOf(root)).list((path) => {
    throw new Error(path);
  });
  return pins.map(({ path }) => path);
}

describe("Collector", () => {
  it("finds a file once, whatever its name becomes, and holds it until it is released", async () => {
    await using folder = await temporaryFolder();
    await using collector = collectorOf(folder.path);
    const log = join(folder.path, "app.log");
    await writeFile(log, "one\n");
    const [found] = await scanned(collector);
    expect(found).toMatchObject({ path: "app.log", isNamed: true, pin: undefined });
    await rename(log, join(folder.path, "other.log"));
    expect(await scanned(collector)).toEqual([]);
    expect(found?.isNamed).toBe(true);
    await rm(join(folder.path, "other.log"));
    expect(await scanned(collector)).toEqual([]);
    expect(found?.isNamed).toBe(false);
    expect(String(await found?.source.read(0, 4))).toBe("one\n");
  });

  it("finds by its pin what has lost its name while nobody looked", async () => {
    await using folder = await temporaryFolder();
    const log = join(folder.path, "app.log");
    await writeFile(log, "one\n");
    await using before = collectorOf(folder.path, { pinsAlways: true });
    await scanned(before);
    await rm(log);
    await using collector = collectorOf(folder.path);
    const [found, ...others] = await scanned(collector);
    expect(others).toEqual([]);
    expect(found).toMatchObject({ path: "app.log", isNamed: false, pin: { path: "app.log" } });
  });

  it("keeps what an event tells of, though it is gone before the next look", async () => {
    await using folder = await temporaryFolder();
    await using collector = collectorOf(folder.path);
    const log = join(folder.path, "app.log");
    await writeFile(log, "one\n");
    collector.notice("app.log", false);
    await expect.poll(() => collector.fileCount).toBe(1);
    await rm(log);
    const [found, ...others] = await scanned(collector);
    expect(others).toEqual([]);
    expect(found).toMatchObject({ path: "app.log", isNamed: false });
    expect(String(await found?.source.read(0, 4))).toBe("one\n");
  });

  it("holds once what an event and a look find at the same time", async () => {
    await using folder = await temporaryFolder();
    await using collector = collectorOf(folder.path);
    const log = join(folder.path, "app.log");
    await writeFile(log, "one\n");
    const scanning = collector.scan();
    collector.notice("app.log", false);
    await scanning;
    const found = await scanned(collector);
    expect(found).toMatchObject([{ path: "app.log", isNamed: true }]);
  });

  it("takes up nothing by an event that is not selected, no file, or gone", async () => {
    await using folder = await temporaryFolder();
    const { events, log } = recordEvents();
    await using collector = collectorOf(folder.path, {}, events);
    await mkdir(join(folder.path, "folder.log"));
    await writeFile(join(folder.path, "other.txt"), "");
    await symlink("other.txt", join(folder.path, "link.log"));
    const names = ["folder.log", "other.txt", "link.log", "gone.log", ".state/pins/x.log"];
    for (const name of names) collector.notice(name, false);
    expect(await scanned(collector)).toEqual([]);
    expect(await pinnedPaths(folder.path)).toEqual([]);
    expect(log.toSorted()).toEqual([
      "left out folder.log a folder: only files are collected",
      "left out link.log symbolic links are not followed",
    ]);
  });

  it("lets go of a file whose pin a killed process has left under another generation", async () => {
    await using folder = await temporaryFolder();
    const log = join(folder.path, "app.log");
    await writeFile(log, "one\n");
    const pins = join(folder.path, ".state", "pins", OTHER_GENERATION);
    await mkdir(pins, { recursive: true });
    await link(log, join(pins, "app.log"));
    await rm(log);
    await using collector = collectorOf(folder.path);
    const [found] = await scanned(collector);
    expect(String(await found?.source.read(0, 4))).toBe("one\n");
    if (found !== undefined) await collector.release(found);
    expect(await pinnedPaths(folder.path)).toEqual([]);
  });

  it.each([true, false])(
    "keeps one pin of a file that had another name, named still: %s",
    async (isNamed) => {
      await using folder = await temporaryFolder();
      const [one, other] = ["a.log", "b.log"].map((name) => join(folder.path, name));
      await writeFile(String(one), "one\n");
      {
        await using before = collectorOf(folder.path, { pinsAlways: true });
        await scanned(before);
      }
      await rename(String(one), String(other));
      {
        await using between = collectorOf(folder.path, { pinsAlways: true });
        await scanned(between);
        expect(await pinnedPaths(folder.path)).toHaveLength(1);
      }
      if (!isNamed) await rm(String(other));
      await using collector = collectorOf(folder.path, { pinsAlways: true });
      const [found, ...others] = await scanned(collector);
      expect(others).toEqual([]);
      if (found !== undefined) await collector.release(found);
      expect(await pinnedPaths(folder.path)).toEqual([]);
    },
  );

  it("neither opens nor keeps a pin of a file that is not selected any more", async () => {
    await using folder = await temporaryFolder();
    for (const name of ["secret.log", "app.log"]) await writeFile(join(folder.path, name), name);
    await using before = collectorOf(folder.path, { pinsAlways: true });
    await scanned(before);
    for (const name of ["secret.log", "app.log"]) await rm(join(folder.path, name));
    const { events, log } = recordEvents();
    const selection = selectionIn(folder.path, ["*.log"], ["secret*"]);
    await using collector = new Collector(selection, events);
    expect((await scanned(collector)).map(({ path }) => path)).toEqual(["app.log"]);
    expect(log).toEqual(["pin dropped secret.log"]);
    expect(await pinnedPaths(folder.path)).toEqual(["app.log"]);
  });
});
