import { appendFile, link, mkdir, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { temporaryFolder } from "@sidecar-pair/runtime/temporary-folder.ts";
import { describe, expect, it } from "vitest";
import { versionOf } from "./source-file.ts";
import type { Collected } from "./collected.ts";
import { Collector, type CollectorEvents, type CollectorOptions } from "./collector.ts";
import { collectorOf, recordEvents, scanned, selectionIn } from "./fixture.ts";
import { DEPTH_MAX } from "./scan.ts";
import { toGenerationId } from "./generation-id.ts";

const pathsOf = (found: readonly Collected[]): readonly string[] =>
  found.map(({ path }) => path).toSorted();

async function rest(collector: Collector, root: string, collected: Collected): Promise<void> {
  const version = versionOf(await stat(join(root, collected.path), { bigint: true }));
  await collector.rest(collected, version);
}

describe("Collector, with more files than it may open", () => {
  it("opens as many as it may, and the others when there is room", async () => {
    await using folder = await temporaryFolder();
    const names = ["a.log", "b.log", "c.log"];
    for (const name of names) await writeFile(join(folder.path, name), name);
    await using collector = collectorOf(folder.path, { filesMax: 2 });
    const found = await scanned(collector);
    expect(found).toHaveLength(2);
    expect(await scanned(collector)).toEqual([]);
    expect([collector.waitingCount, collector.fileCount]).toEqual([1, 3]);
    const [first] = found;
    if (first !== undefined) await rest(collector, folder.path, first);
    const waiting = names.filter((name) => !pathsOf(found).includes(name));
    expect(pathsOf(await scanned(collector))).toEqual(waiting);
    expect([collector.waitingCount, collector.fileCount]).toEqual([0, 3]);
  });

  it("opens a file that was closed when it has changed, and leaves it closed otherwise", async () => {
    await using folder = await temporaryFolder();
    await writeFile(join(folder.path, "a.log"), "one\n");
    await using collector = collectorOf(folder.path);
    const [found] = await scanned(collector);
    if (found !== undefined) await rest(collector, folder.path, found);
    expect(await scanned(collector)).toEqual([]);
    await appendFile(join(folder.path, "a.log"), "two\n");
    expect(pathsOf(await scanned(collector))).toEqual(["a.log"]);
  });

  it("opens a file that was closed at the event of its change", async () => {
    await using folder = await temporaryFolder();
    await writeFile(join(folder.path, "a.log"), "one\n");
    await using collector = collectorOf(folder.path);
    const [found] = await scanned(collector);
    if (found !== undefined) await rest(collector, folder.path, found);
    await appendFile(join(folder.path, "a.log"), "two\n");
    collector.notice("a.log", true);
    await expect.poll(() => pathsOf(collector.takeFound())).toEqual(["a.log"]);
  });

  it("lets files that were open before and new ones take turns", async () => {
    await using folder = await temporaryFolder();
    await writeFile(join(folder.path, "known.log"), "one\n");
    await using collector = collectorOf(folder.path, { filesMax: 1 });
    let [open] = await scanned(collector);
    for (let count = 0; count < 50; count++)
      await writeFile(join(folder.path, `${count}.log`), "x");
    await collector.scan();
    const turns: string[] = [];
    for (let turn = 0; turn < 6 && open !== undefined; turn++) {
      await rest(collector, folder.path, open);
      await appendFile(join(folder.path, "known.log"), "more\n");
      [open] = await scanned(collector);
      turns.push(open?.path ?? "");
    }
    expect(turns.filter((path) => path === "known.log").length).toBeGreaterThanOrEqual(2);
  });

  it("reports a file that is deleted before it could be opened", async () => {
    await using folder = await temporaryFolder();
    for (const name of ["a.log", "b.log"]) await writeFile(join(folder.path, name), name);
    const { events, log } = recordEvents();
    await using collector = collectorOf(folder.path, { filesMax: 1 }, events);
    const [open] = await scanned(collector);
    const other = open?.path === "a.log" ? "b.log" : "a.log";
    await rm(join(folder.path, other));
    await collector.scan();
    expect(log).toEqual([`lost ${other}`]);
    expect(collector.waitingCount).toBe(0);
  });

  it("tells which files are gone that were shipped and closed", async () => {
    await using folder = await temporaryFolder();
    await writeFile(join(folder.path, "a.log"), "one\n");
    await using collector = collectorOf(folder.path);
    const [found] = await scanned(collector);
    if (found !== undefined) await rest(collector, folder.path, found);
    await rm(join(folder.path, "a.log"));
    expect(await collector.scan()).toMatchObject({ gone: [found?.source.generationId] });
    expect(collector.fileCount).toBe(0);
  });

  it("says how many there are beyond those that it can remember", async () => {
    await using folder = await temporaryFolder();
    for (let count = 0; count < 6; count++) await writeFile(join(folder.path, `${count}.log`), "x");
    await using collector = collectorOf(folder.path, { filesMax: 1, trackedMax: 2 });
    expect(await collector.scan()).toMatchObject({ selected: 6, untracked: 3 });
  });
});

describe("Collector, with a folder that it does not read", () => {
  async function withDeepFolder(root: string): Promise<void> {
    await mkdir(
      join(
        root,
        Array(DEPTH_MAX + 1)
          .fill("deep")
          .join("/"),
      ),
      { recursive: true },
    );
  }
  const everywhere = (root: string, options: CollectorOptions, events: CollectorEvents) =>
    new Collector(selectionIn(root, ["**/*.log"]), events, options);

  it("says so in what the scan has come to", async () => {
    await using folder = await temporaryFolder();
    await withDeepFolder(folder.path);
    await using collector = everywhere(folder.path, {}, recordEvents().events);
    expect(await collector.scan()).toMatchObject({ failures: 1 });
  });

  it("tells of files elsewhere that are gone before they could be opened", async () => {
    await using folder = await temporaryFolder();
    await withDeepFolder(folder.path);
    for (const name of ["a.log", "b.log"]) await writeFile(join(folder.path, name), name);
    const { events, log } = recordEvents();
    await using collector = everywhere(folder.path, { filesMax: 1 }, events);
    const [open] = await scanned(collector);
    const other = open?.path === "a.log" ? "b.log" : "a.log";
    await rm(join(folder.path, other));
    await collector.scan();
    expect(log.filter((line) => !line.startsWith("left out"))).toEqual([`lost ${other}`]);
  });

  it("forgets files elsewhere that were shipped, and are gone", async () => {
    await using folder = await temporaryFolder();
    await withDeepFolder(folder.path);
    await writeFile(join(folder.path, "a.log"), "one\n");
    await using collector = everywhere(folder.path, {}, recordEvents().events);
    const [found] = await scanned(collector);
    if (found !== undefined) await rest(collector, folder.path, found);
    await rm(join(folder.path, "a.log"));
    expect(await collector.scan()).toMatchObject({ gone: [found?.source.generationId] });
  });
});

describe("Collector, with more files than it may open, each of them pinned", () => {
  it("loses none that is deleted while it waits", async () => {
    await using folder = await temporaryFolder();
    for (const name of ["a.log", "b.log"]) await writeFile(join(folder.path, name), name);
    const { events, log } = recordEvents();
    await using collector = collectorOf(folder.path, { filesMax: 1, pinsAlways: true }, events);
    const [open] = await scanned(collector);
    const other = open?.path === "a.log" ? "b.log" : "a.log";
    await rm(join(folder.path, other));
    if (open !== undefined) await rest(collector, folder.path, open);
    const [next] = await scanned(collector);
    expect(next).toMatchObject({ path: other, pin: { path: other } });
    expect(log.filter((line) => line.startsWith("lost"))).toEqual([]);
  });

  it("opens one once more that is deleted after it was closed, and removes its pin in the end", async () => {
    await using folder = await temporaryFolder();
    await writeFile(join(folder.path, "a.log"), "one\n");
    await using collector = collectorOf(folder.path, { pinsAlways: true });
    const [found] = await scanned(collector);
    if (found !== undefined) await rest(collector, folder.path, found);
    await appendFile(join(folder.path, "a.log"), "two\n");
    await rm(join(folder.path, "a.log"));
    const [again] = await scanned(collector);
    expect(String(await again?.source.read(0, 8))).toBe("one\ntwo\n");
    if (again !== undefined) await collector.release(again);
    expect(await readdir(join(folder.path, ".state", "pins"))).toEqual([]);
  });

  it("keeps one pin of a file that has another name when it is opened again", async () => {
    await using folder = await temporaryFolder();
    await writeFile(join(folder.path, "a.log"), "one\n");
    await using collector = collectorOf(folder.path, { pinsAlways: true });
    const [found] = await scanned(collector);
    if (found !== undefined) await rest(collector, folder.path, found);
    await rename(join(folder.path, "a.log"), join(folder.path, "b.log"));
    await appendFile(join(folder.path, "b.log"), "two\n");
    const [again] = await scanned(collector);
    expect(again).toMatchObject({ path: "b.log", pin: { path: "a.log" } });
    if (again !== undefined) await collector.release(again);
    expect(await readdir(join(folder.path, ".state", "pins"))).toEqual([]);
  });

  it("tells of one whose pin somebody has removed with its name", async () => {
    await using folder = await temporaryFolder();
    for (const name of ["a.log", "b.log"]) await writeFile(join(folder.path, name), name);
    const { events, log } = recordEvents();
    await using collector = collectorOf(folder.path, { filesMax: 1, pinsAlways: true }, events);
    const [open] = await scanned(collector);
    const other = open?.path === "a.log" ? "b.log" : "a.log";
    await rm(join(folder.path, other));
    await rm(join(folder.path, ".state", "pins"), { recursive: true });
    if (open !== undefined) await rest(collector, folder.path, open);
    expect(await scanned(collector)).toEqual([]);
    await collector.scan();
    expect(log.filter((line) => line.startsWith("lost"))).toEqual([`lost ${other}`]);
  });
});

describe("Collector, with pins that cannot be listed", () => {
  it("says so until they can, and collects meanwhile", async () => {
    await using folder = await temporaryFolder();
    const pins = join(folder.path, ".state", "pins");
    await mkdir(join(folder.path, ".state"));
    await writeFile(pins, "");
    const log = join(folder.path, "a.log");
    await writeFile(log, "one\n");
    const { events, log: lines } = recordEvents();
    await using collector = collectorOf(folder.path, {}, events);
    const [found] = await scanned(collector);
    await rm(log);
    expect(await collector.scan()).toMatchObject({ failures: 1 });
    expect(found).toMatchObject({ path: "a.log", isNamed: false });
    expect(lines).toEqual(["failed .state/pins", "failed .state/pins"]);
    await rm(pins);
    expect(await collector.scan()).toMatchObject({ failures: 0 });
  });
});

describe("Collector, with a pin that it cannot take over", () => {
  it("says so, and finds all the others", async () => {
    await using folder = await temporaryFolder();
    const pins = join(folder.path, ".state", "pins");
    const other = join(pins, "20260101T000000.000000000Z-00000000");
    await mkdir(other, { recursive: true });
    await writeFile(join(folder.path, "x"), "");
    await link(join(folder.path, "x"), join(other, "x.log"));
    // Where its folder would have to be, there is a file.
    const generationId = toGenerationId(await stat(join(other, "x.log"), { bigint: true }));
    await writeFile(join(pins, generationId), "");
    await writeFile(join(folder.path, "a.log"), "");
    const { events, log } = recordEvents();
    await using collector = collectorOf(folder.path, {}, events);
    expect(pathsOf(await scanned(collector))).toEqual(["a.log"]);
    expect(log).toEqual(["failed x.log"]);
  });
});
