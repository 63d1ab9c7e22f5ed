import { appendFile, mkdir, open, readdir, rm, unlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { PATIENT } from "../e2e/patience.ts";
import { readStorage } from "./read-storage.ts";
import { PINNED, startSidecar } from "./start-sidecar.ts";
import { takeAway } from "./take-away.ts";
import { drain, expectShipped, openWorkshop, untilPinned } from "./workshop.ts";

describe("log-sidecar, with a file that is deleted", () => {
  it("ships it, if it lived until it was pinned", async () => {
    await using place = await openWorkshop();
    await using sidecar = startSidecar(place, { ...PINNED, SHIP_MAX_AGE: "1h" });
    await sidecar.started();
    const path = join(place.volume, "short.log");
    await writeFile(path, "no newline at the end");
    await untilPinned(path);
    await unlink(path);
    await expectShipped(place.storage, ["no newline at the end"]);
    await drain(sidecar);
  });

  it("ships what is written into it afterwards, too, and then lets go of it", async () => {
    await using place = await openWorkshop();
    const path = join(place.volume, "short.log");
    await using file = await open(path, "a");
    await file.write("one\n");
    await using sidecar = startSidecar(place, PINNED);
    await untilPinned(path);
    await unlink(path);
    await file.write("two\n");
    await expectShipped(place.storage, ["one\ntwo\n"]);
    await expect.poll(async () => (await file.stat()).nlink, PATIENT).toBe(0);
    await drain(sidecar);
  });

  it("ships it after a crash, from its pin", async () => {
    await using place = await openWorkshop();
    const away = await takeAway(place.storage);
    const path = join(place.volume, "a", "short.log");
    await mkdir(dirname(path));
    await writeFile(path, "one\ntwo");
    await using sidecar = startSidecar(place, PINNED);
    await untilPinned(path);
    await sidecar.kill();
    await rm(dirname(path), { recursive: true });
    await away.putBack();
    await using next = startSidecar(place);
    await expectShipped(place.storage, ["one\ntwo"]);
    await drain(next);
  });

  it("puts on record what a crash has ended, when it was deleted in an outage and not pinned", async () => {
    await using place = await openWorkshop();
    const path = join(place.volume, "short.log");
    await writeFile(path, "one\n");
    await using sidecar = startSidecar(place);
    await expectShipped(place.storage, ["one\n"]);
    const away = await takeAway(place.storage);
    await appendFile(path, "two\n");
    await expect.poll(async () => (await sidecar.status()).lagBytes, PATIENT).toBe(4);
    await rm(path);
    const notes = async (): Promise<readonly string[]> =>
      await readdir(join(place.stateDir, "unlinked")).catch(() => []);
    await expect.poll(notes, PATIENT).toHaveLength(1);
    await sidecar.kill();
    await away.putBack();
    await using next = startSidecar(place);
    await expect.poll(notes, PATIENT).toEqual([]);
    await drain(next);
    const [chain, ...others] = await readStorage(place.storage);
    expect(others).toEqual([]);
    expect(chain).toMatchObject({ bytes: Buffer.from("one\n"), problems: [] });
    const gap = { start: 4, end: 8, reason: "deleted before it was shipped" };
    expect(chain?.gaps.map((text) => JSON.parse(text) as unknown)).toEqual([gap]);
  });

  it("forgets the note of a file that is shipped after all", async () => {
    await using place = await openWorkshop();
    const path = join(place.volume, "short.log");
    await using sidecar = startSidecar(place);
    await sidecar.started();
    const away = await takeAway(place.storage);
    await writeFile(path, "one\n");
    await expect.poll(async () => (await sidecar.status()).lagBytes, PATIENT).toBe(4);
    await rm(path);
    const notes = async (): Promise<readonly string[]> =>
      await readdir(join(place.stateDir, "unlinked")).catch(() => []);
    await expect.poll(notes, PATIENT).toHaveLength(1);
    await away.putBack();
    await expectShipped(place.storage, ["one\n"]);
    await expect.poll(notes, PATIENT).toEqual([]);
    await drain(sidecar);
  });
});
