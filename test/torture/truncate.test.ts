import { appendFile, rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { PATIENT } from "../e2e/patience.ts";
import { expectLives } from "./expect-lives.ts";
import { toLines } from "./oracle-line.ts";
import { readStorage } from "./read-storage.ts";
import { startSidecar } from "./start-sidecar.ts";
import { drain, expectShipped, openWorkshop } from "./workshop.ts";

describe("log-sidecar, with a file that is truncated in place", () => {
  it("ships what comes after copytruncate as another generation, time and again", async () => {
    await using place = await openWorkshop();
    const path = join(place.volume, "a.log");
    await using sidecar = startSidecar(place);
    const contents: string[] = [];
    for (let round = 0; round < 3; round++) {
      const content = toLines("a", round * 1_000, (round + 1) * 1_000 - round * 100);
      contents.push(content);
      await appendFile(path, content);
      await expectShipped(place.storage, contents);
      await truncate(path, 0);
    }
    await drain(sidecar);
    await expectShipped(place.storage, contents);
    await expectLives(place, contents);
  });

  it("goes on with the newest generation of a file when it has lost its state", async () => {
    await using place = await openWorkshop();
    const path = join(place.volume, "a.log");
    await writeFile(path, "life 0\n");
    await using sidecar = startSidecar(place);
    await expectShipped(place.storage, ["life 0\n"]);
    await sidecar.kill();
    for (const round of [1, 2]) {
      await writeFile(path, `life ${round}\n`);
      await using next = startSidecar(place);
      await expect
        .poll(async () => (await readStorage(place.storage)).length, PATIENT)
        .toBe(round + 1);
      await next.kill();
    }
    await rm(place.stateDir, { recursive: true });
    await appendFile(path, "more\n");
    await using last = startSidecar(place);
    const lives = ["life 0\n", "life 1\n", "life 2\nmore\n"];
    await expectShipped(place.storage, lives);
    await drain(last);
    await expectLives(place, lives);
  });

  it("says what was lost when a file is truncated before it was shipped", async () => {
    await using place = await openWorkshop();
    const path = join(place.volume, "a.log");
    await using sidecar = startSidecar(place, { SHIP_MAX_AGE: "1h" });
    await writeFile(path, toLines("a", 0, 1_500));
    // One chunk of 256 KiB goes out; the rest waits for more.
    await expect.poll(() => readStorage(place.storage), PATIENT).toHaveLength(1);
    await writeFile(path, "new\n");
    await expect
      .poll(async () => (await readStorage(place.storage)).flatMap(({ gaps }) => gaps), PATIENT)
      .toHaveLength(1);
    await drain(sidecar);
    const [old, fresh] = await readStorage(place.storage);
    expect(toLines("a", 0, 1_500).startsWith(String(old?.bytes))).toBe(true);
    expect([old?.problems, fresh?.bytes.toString()]).toEqual([[], "new\n"]);
  });
});
