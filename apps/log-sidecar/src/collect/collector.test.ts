import { link, mkdir, rename, rm, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { temporaryFolder } from "@sidecar-pair/runtime/temporary-folder.ts";
import { describe, expect, it } from "vitest";
import { Collector } from "./collector.ts";
import { Pins } from "./pins.ts";
import type { StatePlace } from "./walk.ts";

function placeOf(root: string): StatePlace {
  return { root, stateFolder: join(root, ".state") };
}

function collectorOf(root: string): Collector {
  const fail = (...details: readonly unknown[]): void => {
    throw new Error(details.map(String).join(" "));
  };
  return new Collector(
    { ...placeOf(root), include: ["*.log"], exclude: [] },
    { pinned: () => {}, pinFailed: fail, fileFailed: fail },
  );
}

describe("Collector", () => {
  it("finds a file once, whatever its name becomes, and holds it until it is released", async () => {
    await using folder = await temporaryFolder();
    await using collector = collectorOf(folder.path);
    const log = join(folder.path, "app.log");
    await writeFile(log, "one\n");
    const [found] = await collector.scan();
    expect(found).toMatchObject({ path: "app.log", isNamed: true, isPinned: true });
    await rename(log, join(folder.path, "other.log"));
    expect(await collector.scan()).toEqual([]);
    expect(found?.isNamed).toBe(true);
    await rm(join(folder.path, "other.log"));
    expect(await collector.scan()).toEqual([]);
    expect(found?.isNamed).toBe(false);
    expect(String(await found?.source.read(0, 4))).toBe("one\n");
  });

  it("finds by its pin what has lost its name while nobody looked", async () => {
    await using folder = await temporaryFolder();
    const log = join(folder.path, "app.log");
    await writeFile(log, "one\n");
    await collectorOf(folder.path).scan();
    await rm(log);
    await using collector = collectorOf(folder.path);
    const [found, ...others] = await collector.scan();
    expect(others).toEqual([]);
    expect(found).toMatchObject({ path: "app.log", isNamed: false, isPinned: true });
  });

  it("keeps what an event tells of, though it is gone before the next look", async () => {
    await using folder = await temporaryFolder();
    await using collector = collectorOf(folder.path);
    const log = join(folder.path, "app.log");
    await writeFile(log, "one\n");
    collector.notice(log);
    await expect.poll(async () => (await stat(log)).nlink).toBe(2);
    await rm(log);
    const [found, ...others] = await collector.scan();
    expect(others).toEqual([]);
    expect(found).toMatchObject({ path: "app.log", isNamed: false, isPinned: true });
    expect(String(await found?.source.read(0, 4))).toBe("one\n");
  });

  it("holds once what an event and a look find at the same time", async () => {
    await using folder = await temporaryFolder();
    await using collector = collectorOf(folder.path);
    const log = join(folder.path, "app.log");
    await writeFile(log, "one\n");
    const looking = collector.scan();
    collector.notice(log);
    const found = [...(await looking), ...(await collector.scan())];
    expect(found).toHaveLength(1);
    expect(found).toMatchObject([{ path: "app.log", isNamed: true, isPinned: true }]);
  });

  it("takes up nothing by an event that is not selected, no file, or gone", async () => {
    await using folder = await temporaryFolder();
    await using collector = collectorOf(folder.path);
    await mkdir(join(folder.path, "folder.log"));
    await writeFile(join(folder.path, "other.txt"), "");
    await symlink("other.txt", join(folder.path, "link.log"));
    const names = ["folder.log", "other.txt", "link.log", "gone.log", ".state/pins/x.log"];
    for (const name of names) collector.notice(join(folder.path, name));
    expect(await collector.scan()).toEqual([]);
    expect(await new Pins(placeOf(folder.path)).list()).toEqual([]);
  });

  it("lets go of a file whose pin a killed process has left under another generation", async () => {
    await using folder = await temporaryFolder();
    const log = join(folder.path, "app.log");
    await writeFile(log, "one\n");
    const pins = join(folder.path, ".state", "pins", "another");
    await mkdir(pins, { recursive: true });
    await link(log, join(pins, "app.log"));
    await rm(log);
    await using collector = collectorOf(folder.path);
    const [found] = await collector.scan();
    expect(String(await found?.source.read(0, 4))).toBe("one\n");
    if (found !== undefined) await collector.release(found);
    expect(await new Pins(placeOf(folder.path)).list()).toEqual([]);
  });
});
