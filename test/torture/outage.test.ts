import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { PATIENT, TEST_MS } from "../e2e/patience.ts";
import { FLAWLESS, checkLines } from "./check-lines.ts";
import { readStorage } from "./read-storage.ts";
import { PINNED, startSidecar } from "./start-sidecar.ts";
import { startWriter } from "./start-writer.ts";
import { takeAway } from "./take-away.ts";
import { drain, openWorkshop, shipped } from "./workshop.ts";

/** How long the storage is away, by what the writer gets done meanwhile. */
const OUTAGE_S = Number(process.env["TORTURE_OUTAGE_S"] ?? 10);
const MIB_PER_S = 4;
const GENERATIONS = OUTAGE_S * MIB_PER_S;
/** Of the writer: the others live by their pins alone. */
const KEEP = 3;
const KILLS = 3;
/** All that waits has to find room, however long it takes. */
const ENVIRONMENT = { ...PINNED, PIN_MAX_BYTES: "1TiB", DRAIN_TIMEOUT: "10m" };
/** A machine that is busy writes more slowly. */
const LONG = { timeout: TEST_MS, interval: 200 } as const;

describe("log-sidecar, in a long outage of its storage", { timeout: (KILLS + 1) * TEST_MS }, () => {
  it(`loses nothing of a writer that deletes its old files (${OUTAGE_S} s)`, async () => {
    await using place = await openWorkshop();
    await using writer = startWriter(place.volume, {
      id: "a",
      rate: `${MIB_PER_S}MiB`,
      "rotate-at": "1MiB",
      keep: KEEP,
    });
    await using first = startSidecar(place, ENVIRONMENT);
    await expect.poll(() => shipped(place.storage), PATIENT).not.toEqual([]);
    const away = await takeAway(place.storage);
    const startMs = performance.now();

    const pins = async (): Promise<number> => (await readdir(join(place.stateDir, "pins"))).length;
    await first.kill();
    for (let round = 1; round <= KILLS; round++) {
      await using sidecar = startSidecar(place, ENVIRONMENT);
      const enough = (GENERATIONS * round) / KILLS;
      await expect.poll(pins, LONG).toBeGreaterThanOrEqual(enough);
      await sidecar.kill();
    }
    const tookMs = performance.now() - startMs;
    const waiting = await pins();
    await away.putBack();
    await using last = startSidecar(place, ENVIRONMENT);
    const lines = await writer.stop();
    await last.started();
    await drain(last);

    const chains = await readStorage(place.storage);
    const verdict = checkLines(chains, { a: lines });
    process.stdout.write(
      `${JSON.stringify({ outageS: Math.round(tookMs / 1_000), waiting, lines, ...verdict })}\n`,
    );
    expect(verdict).toEqual(FLAWLESS);
    expect(chains.flatMap(({ gaps }) => gaps)).toEqual([]);
    expect(chains.length).toBeGreaterThanOrEqual(waiting);
  });
});
