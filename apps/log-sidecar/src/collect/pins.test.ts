import { lstat, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { temporaryFolder } from "@sidecar-pair/runtime/temporary-folder.ts";
import { describe, expect, it } from "vitest";
import { Pins } from "./pins.ts";

async function inodeKeyOf(path: string): Promise<string> {
  const { dev, ino } = await lstat(path, { bigint: true });
  return `${dev}:${ino}`;
}

describe("Pins", () => {
  it("keep a file whose name is gone, under the path it was found under", async () => {
    await using folder = await temporaryFolder();
    const pins = new Pins({ root: folder.path, stateFolder: join(folder.path, "state") });
    const log = join(folder.path, "a b.log");
    await writeFile(log, "one\n");
    expect(await pins.add("G", "app/a b.log", log, await inodeKeyOf(log))).toBe(true);
    expect(await pins.add("G", "app/a b.log", log, await inodeKeyOf(log))).toBe(true);
    await rm(log);
    const [pin, ...others] = await pins.list();
    expect([pin?.path, others]).toEqual(["app/a b.log", []]);
    await pins.remove("G");
    expect(await pins.list()).toEqual([]);
  });

  it("keep their earlier pin of a generation when the name they are told is another file's by now", async () => {
    await using folder = await temporaryFolder();
    const pins = new Pins({ root: folder.path, stateFolder: join(folder.path, "state") });
    const log = join(folder.path, "app.log");
    await writeFile(log, "one\n");
    const ofFirst = await inodeKeyOf(log);
    expect(await pins.add("G", "app.log", log, ofFirst)).toBe(true);
    // Rotated once more between the look at the name and the link to it.
    await rename(log, join(folder.path, "app.log.1"));
    await writeFile(log, "two\n");
    expect(await pins.add("G", "app.log.1", log, ofFirst)).toBe(false);
    expect((await pins.list()).map(({ path }) => path)).toEqual(["app.log"]);
  });
});
