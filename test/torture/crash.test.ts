import { readdir } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { PATIENT, TEST_MS } from "../e2e/patience.ts";
import { FLAWLESS, checkLines } from "./check-lines.ts";
import { chooseSeed, randomNumbers } from "./random.ts";
import { readStorage } from "./read-storage.ts";
import { PINNED, type Sidecar, startSidecar } from "./start-sidecar.ts";
import { startWriter } from "./start-writer.ts";
import { drain, openWorkshop } from "./workshop.ts";

const KILLS = Number(process.env["TORTURE_KILLS"] ?? 100);
const KILL_WITHIN_MS = 400;
/** Of so many kills, one comes while the process still starts. */
const EARLY_KILLS = 5;
/** Of so many others, one has shipped something: at a start, there is much to look through first. */
const LATE_KILLS = 2;
/** Killed all the time, it falls behind: what waits may take as much as there is, and then its time. */
const UNBOUNDED = { ...PINNED, PIN_MAX_BYTES: "1TiB", DRAIN_TIMEOUT: "30m" };
/** Few are kept: most of what waits for the storage lives by its pin alone. */
const FLOW = { rate: "2560KiB", "rotate-at": "1MiB", keep: 3 };

async function untilShipping(sidecar: Sidecar): Promise<void> {
  const chunks = (): Promise<number | undefined> => sidecar.metric("log_sidecar_ship_chunks_total");
  await expect.poll(chunks, PATIENT).toBeGreaterThan(0);
}

/** More than the writers keep: they got to delete files that lived by their pins. */
async function countGenerations(storage: string): Promise<number> {
  const objects = await readdir(storage, { recursive: true });
  return new Set(objects.filter((path) => path.endsWith(".log.zst")).map(dirname)).size;
}

describe("log-sidecar, killed again and again", { timeout: TEST_MS + KILLS * 60_000 }, () => {
  it(`ships every line exactly once (${KILLS} kills)`, async () => {
    const seed = chooseSeed();
    process.stdout.write(`TORTURE_SEED=${seed}\n`);
    const random = randomNumbers(seed);
    await using place = await openWorkshop();
    await using one = startWriter(place.volume, { id: "one", ...FLOW });
    await using two = startWriter(place.volume, { id: "two", ...FLOW });

    for (let round = 0; round < KILLS; round++) {
      await using sidecar = startSidecar(place, UNBOUNDED);
      if (round % EARLY_KILLS > 0) {
        await sidecar.started();
        if (round % LATE_KILLS === 0) await untilShipping(sidecar);
      }
      await sleep(random() * KILL_WITHIN_MS);
      await sidecar.kill();
    }
    const chunks = (await readStorage(place.storage)).flatMap(({ starts }) => starts).length;
    expect(chunks, "it got to ship something between the kills").toBeGreaterThan(KILLS / 4);

    const objects = await readdir(place.storage, { recursive: true });
    // Files that a create had begun when the kill came: it shows how close the kills were.
    const cutShort = objects.filter((path) => basename(path).startsWith(".unfinished-")).length;

    await using last = startSidecar(place, UNBOUNDED);
    await last.started();
    // On a machine that is busy, the writers have not got so far yet.
    await expect
      .poll(() => countGenerations(place.storage), { ...PATIENT, interval: 1_000 })
      .toBeGreaterThan(KILLS / 2);
    const written = { one: await one.stop(), two: await two.stop() };
    await drain(last);
    const chains = await readStorage(place.storage);
    process.stdout.write(
      `${JSON.stringify({ written, chains: chains.length, chunks, cutShort })}\n`,
    );
    expect(checkLines(chains, written)).toEqual(FLAWLESS);
    expect(chains.flatMap(({ gaps }) => gaps)).toEqual([]);
  });
});
