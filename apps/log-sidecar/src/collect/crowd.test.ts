import { mkdir, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { temporaryFolder } from "@sidecar-pair/runtime/temporary-folder.ts";
import { describe, expect, it } from "vitest";
import { Collector } from "./collector.ts";
import { toGenerationId } from "./generation-id.ts";

interface Failure {
  readonly path: string;
}

function collectorOf(root: string, filesMax: number, failures: Failure[] = []): Collector {
  const selection = {
    root,
    include: ["*.log"],
    exclude: [],
    stateFolder: join(root, ".state"),
  };
  const fileFailed = (path: string): void => void failures.push({ path });
  return new Collector(
    selection,
    { pinned: () => {}, pinFailed: fileFailed, fileFailed },
    filesMax,
  );
}

describe("Collector, with more files than it may open", () => {
  it("gives those that it has, says so, and keeps the others until there is room", async () => {
    await using folder = await temporaryFolder();
    const names = ["a.log", "b.log", "c.log"];
    for (const name of names) await writeFile(join(folder.path, name), name);
    await using collector = collectorOf(folder.path, 2);
    await expect(collector.scan()).rejects.toMatchObject({ code: "EMFILE" });
    const found = collector.takeFound();
    expect(found).toHaveLength(2);
    expect(collector.takeFound()).toEqual([]);

    const waiting = names.filter((name) => found.every(({ path }) => path !== name));
    for (const name of names) await rm(join(folder.path, name));
    for (const each of found) await collector.release(each);
    expect((await collector.scan()).map(({ path }) => path)).toEqual(waiting);
  });
});

describe("Collector, with a pin that it cannot take over", () => {
  it("says so, and finds all the others", async () => {
    await using folder = await temporaryFolder();
    const pins = join(folder.path, ".state", "pins");
    await mkdir(join(pins, "another"), { recursive: true });
    const pin = join(pins, "another", "x.log");
    await writeFile(pin, "");
    // Where its folder would have to be, there is a file.
    await writeFile(join(pins, toGenerationId(await stat(pin, { bigint: true }))), "");
    await writeFile(join(folder.path, "a.log"), "");
    const failures: Failure[] = [];
    await using collector = collectorOf(folder.path, 10, failures);
    expect((await collector.scan()).map(({ path }) => path)).toEqual(["a.log"]);
    expect(failures).toEqual([{ path: "x.log" }]);
  });
});
