import { appendFile, readdir, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { PATIENT } from "../e2e/patience.ts";
import { FLAWLESS, checkLines } from "./check-lines.ts";
import { readStorage } from "./read-storage.ts";
import { PINNED, startSidecar } from "./start-sidecar.ts";
import { startWriter } from "./start-writer.ts";
import { takeAway } from "./take-away.ts";
import { drain, expectShipped, openWorkshop, shipped } from "./workshop.ts";

describe("log-sidecar, with a file that is rotated by rename", () => {
  it("loses nothing of a writer that deletes what the storage could not take yet", async () => {
    await using place = await openWorkshop();
    await using sidecar = startSidecar(place, PINNED);
    await using writer = startWriter(place.volume, { id: "a", "rotate-at": "512KiB", keep: 10 });
    await expect.poll(() => shipped(place.storage), PATIENT).not.toEqual([]);

    const away = await takeAway(place.storage);
    const before = (await readStorage(away.path)).length;
    // Ten generations are kept, and one is written: the others live on by their pins alone.
    const pins = join(place.stateDir, "pins");
    await expect.poll(async () => (await readdir(pins)).length, PATIENT).toBeGreaterThan(30);
    await sidecar.kill();
    await using next = startSidecar(place, PINNED);
    await next.started();
    await away.putBack();
    const lines = await writer.stop();
    await drain(next);
    const chains = await readStorage(place.storage);
    expect(chains.length).toBeGreaterThan(before + 15);
    expect(checkLines(chains, { a: lines })).toEqual(FLAWLESS);
  });

  it("ships what is written to a file after it has got a name that is not collected", async () => {
    await using place = await openWorkshop();
    const path = join(place.volume, "app.log");
    await writeFile(path, "one\n");
    await using sidecar = startSidecar(place, { COLLECT: "app.log" });
    await expectShipped(place.storage, ["one\n"]);

    await rename(path, join(place.volume, "old"));
    await appendFile(join(place.volume, "old"), "two\n");
    await expectShipped(place.storage, ["one\ntwo\n"]);
    await appendFile(join(place.volume, "old"), "late\n");
    await writeFile(path, "three\n");
    await expectShipped(place.storage, ["one\ntwo\nlate\n", "three\n"]);
    await drain(sidecar);
  });

  it("ships a rotated file once, though both of its names are collected", async () => {
    await using place = await openWorkshop();
    const path = join(place.volume, "app.log");
    await writeFile(path, "one\n");
    await using sidecar = startSidecar(place);
    await expectShipped(place.storage, ["one\n"]);
    await rename(path, `${path}.1`);
    await writeFile(path, "two\n");
    await expectShipped(place.storage, ["one\n", "two\n"]);
    await drain(sidecar);
    await using next = startSidecar(place);
    await next.started();
    await appendFile(`${path}.1`, "more\n");
    await expectShipped(place.storage, ["one\nmore\n", "two\n"]);
    await drain(next);
  });
});
