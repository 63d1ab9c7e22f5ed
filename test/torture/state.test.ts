import { mkdir, readdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { PATIENT } from "../e2e/patience.ts";
import { FLAWLESS, checkLines } from "./check-lines.ts";
import { readStorage } from "./read-storage.ts";
import { PINNED, startSidecar } from "./start-sidecar.ts";
import { startWriter } from "./start-writer.ts";
import { drain, expectShipped, openWorkshop } from "./workshop.ts";
import { writeLines } from "./write-lines.ts";

describe("log-sidecar", () => {
  it("ships exactly once when all of its state is lost", async () => {
    await using place = await openWorkshop();
    await using writer = startWriter(place.volume, { id: "a", keep: 1_000 });
    for (let round = 0; round < 5; round++) {
      await using sidecar = startSidecar(place);
      const before = (await readStorage(place.storage)).length;
      await expect
        .poll(async () => (await readStorage(place.storage)).length, PATIENT)
        .toBeGreaterThan(before);
      await sidecar.kill();
      await rm(place.stateDir, { recursive: true });
    }
    const lines = await writer.stop();
    await using last = startSidecar(place);
    await last.started();
    await drain(last);
    expect(checkLines(await readStorage(place.storage), { a: lines })).toEqual(FLAWLESS);
  });

  it("says that the storage lacks what it had acknowledged, and ships what is left", async () => {
    await using place = await openWorkshop();
    await using sidecar = startSidecar(place);
    await expectShipped(place.storage, await writeLines(place.volume, 2_000));
    await sidecar.kill();
    await rm(place.storage, { recursive: true });
    await mkdir(place.storage);

    const contents = await writeLines(place.volume, 3_000);
    await using next = startSidecar(place);
    await expectShipped(place.storage, contents);
    expect(next.logged(/lack|missing|acknowledged/).length).toBeGreaterThan(0);
    await drain(next);
  });

  it("ships again what one chunk in the middle has lost", async () => {
    await using place = await openWorkshop();
    await using sidecar = startSidecar(place);
    await expectShipped(place.storage, await writeLines(place.volume, 5_000));
    await sidecar.kill();
    const objects = await readdir(place.storage, { recursive: true });
    const lost = objects
      .filter((name) => name.endsWith(".zst") && !/0{20}/.test(name))
      .toSorted()[0];
    await rm(join(place.storage, lost ?? ""));
    await rm(place.stateDir, { recursive: true });
    await using next = startSidecar(place);
    await expectShipped(place.storage, await writeLines(place.volume, 6_000));
    await drain(next);
  });

  it("ships exactly once beside another on the same volume", async () => {
    await using place = await openWorkshop();
    const beside = { ...place, stateDir: join(place.volume, ".other") };
    await using writer = startWriter(place.volume, { id: "a", "rotate-at": "4MiB", keep: 1_000 });
    await using one = startSidecar(place);
    await using other = startSidecar(beside, { SHIP_CHUNK_SIZE: "100KiB", SHIP_MAX_AGE: "70ms" });
    const objects = async (): Promise<number> =>
      (await readStorage(place.storage)).flatMap(({ starts }) => starts).length;
    await expect.poll(objects, PATIENT).toBeGreaterThan(300);
    const lines = await writer.stop();
    await Promise.all([drain(one), drain(other)]);
    expect(checkLines(await readStorage(place.storage), { a: lines })).toEqual(FLAWLESS);
  });

  it("ships a file once that two of them have found under two names", async () => {
    await using place = await openWorkshop();
    const path = join(place.volume, "app.log");
    await writeFile(path, "a line\n");
    await using one = startSidecar(place, { ...PINNED, SHIP_MAX_AGE: "3s" });
    await expect.poll(async () => (await stat(path)).nlink, PATIENT).toBe(2);
    await rename(path, `${path}.1`);
    const beside = { ...place, stateDir: join(place.volume, ".other") };
    await using other = startSidecar(beside, { ...PINNED, SHIP_MAX_AGE: "3s" });
    await expect.poll(async () => (await stat(`${path}.1`)).nlink, PATIENT).toBe(3);
    await Promise.all([drain(one), drain(other)]);
    await expectShipped(place.storage, ["a line\n"]);
  });

  it("says where its state is, if others can write to it", async () => {
    await using place = await openWorkshop();
    await using shared = startSidecar(place);
    await shared.started();
    expect(await shared.status()).toMatchObject({ state: "on the shared volume" });
    expect(shared.logged("STATE_DIR is on the shared volume")).toHaveLength(1);
    await using own = startSidecar(place, { STATE_DIR: `${place.volume}-state` });
    await own.started();
    expect(await own.status()).not.toHaveProperty("state");
    expect(own.logged("STATE_DIR is on the shared volume")).toEqual([]);
  });
});
