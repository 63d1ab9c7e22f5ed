import { appendFile, readdir, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { PATIENT } from "../../e2e/patience.ts";
import { FLAWLESS, checkLines } from "../check-lines.ts";
import { FAST } from "../fast-clock-options.ts";
import { readStorage } from "../read-storage.ts";
import { PINNED, type Sidecar, startSidecar } from "../start-sidecar.ts";
import { startWriter } from "../start-writer.ts";
import { drain, expectShipped, openWorkshop, shipped } from "../workshop.ts";
import { Lines } from "./fill.ts";

const SHIFT_CLOCK = fileURLToPath(new URL("shift-clock.ts", import.meta.url));

describe("log-sidecar", () => {
  it("goes on when it may not open all files, and ships each of them in the end", async () => {
    await using place = await openWorkshop();
    const names = Array.from({ length: 100 }, (_, index) => `${index}.log`);
    for (const name of names) await writeFile(join(place.volume, name), `${name}\n`);
    await using sidecar = startSidecar(place, FAST, { openFilesMax: 80 });
    const contents = names.map((name) => `${name}\n`);
    await expectShipped(place.storage, contents);
    const status = await sidecar.status();
    expect(status).toMatchObject({ files: names.length, filesWaiting: 0 });

    const late = new Lines(join(place.volume, "late.log"));
    await late.append(10);
    await appendFile(join(place.volume, "7.log"), "more\n");
    contents[7] += "more\n";
    await expectShipped(place.storage, [...contents, late.content]);
    await drain(sidecar);
  });

  it("ships exactly once when it was stopped for long, with rotations meanwhile", async () => {
    await using place = await openWorkshop();
    await using sidecar = startSidecar(place, PINNED);
    // It rotates as long as the file that it deletes is pinned: until then it only grows.
    await using writer = startWriter(place.volume, { id: "a", "rotate-at": "512KiB", keep: 5 });
    await expect.poll(() => shipped(place.storage), PATIENT).not.toEqual([]);
    for (let round = 0; round < 3; round++) {
      sidecar.signal("SIGSTOP");
      const before = await writtenBytes(place.volume);
      await expect
        .poll(() => writtenBytes(place.volume), PATIENT)
        .toBeGreaterThan(before + 4_000_000);
      sidecar.signal("SIGCONT");
    }
    const lines = await writer.stop();
    await drain(sidecar);
    expect(checkLines(await readStorage(place.storage), { a: lines })).toEqual(FLAWLESS);
  });

  it("cuts by a clock that does not jump, when the wall clock does", async () => {
    await using place = await openWorkshop();
    const young = new Lines(join(place.volume, "young.log"));
    const full = new Lines(join(place.volume, "full.log"), "b");
    const environment = { SHIP_MAX_AGE: "1h", NODE_OPTIONS: `--import ${SHIFT_CLOCK}` };
    await using sidecar = startSidecar(place, environment);
    await young.append(10);
    await expect.poll(async () => (await sidecar.status()).lagBytes, PATIENT).toBeGreaterThan(0);
    for (let jump = 1; jump <= 2; jump++) {
      await jumpClock(sidecar, jump);
      const before = (await starts(place.storage, "full.log")).length;
      await full.append(1_200);
      // That it goes on is seen in what is full; what is young has to wait all the same.
      await expect
        .poll(async () => (await starts(place.storage, "full.log")).length, PATIENT)
        .toBeGreaterThan(before);
      expect(await starts(place.storage, "young.log")).toEqual([]);
    }
    await drain(sidecar);
    await expectShipped(place.storage, [young.content, full.content]);
  });

  it("cuts in time after the wall clock has jumped back", async () => {
    await using place = await openWorkshop();
    const lines = new Lines(join(place.volume, "a.log"));
    await using sidecar = startSidecar(place, { NODE_OPTIONS: `--import ${SHIFT_CLOCK}` });
    await sidecar.started();
    for (let jump = 1; jump <= 2; jump++) {
      await jumpClock(sidecar, jump);
      await lines.append(10);
      await expectShipped(place.storage, [lines.content]);
    }
    await drain(sidecar);
  });
});

async function jumpClock(sidecar: Sidecar, count: number): Promise<void> {
  sidecar.signal("SIGUSR2");
  await expect.poll(() => sidecar.logged("clock jumped"), PATIENT).toHaveLength(count);
}

async function starts(storage: string, path: string): Promise<readonly number[]> {
  const chains = await readStorage(storage);
  return chains.filter(({ paths }) => paths.includes(path)).flatMap((chain) => chain.starts);
}

/** By all files that are there now. */
async function writtenBytes(folder: string): Promise<number> {
  const names = (await readdir(folder)).filter((name) => name.startsWith("app-"));
  const sizes = names.map(
    async (name) => (await stat(join(folder, name)).catch(() => undefined))?.size,
  );
  return (await Promise.all(sizes)).reduce<number>((sum, size) => sum + (size ?? 0), 0);
}
