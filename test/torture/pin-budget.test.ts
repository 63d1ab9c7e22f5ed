import { readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { PATIENT } from "../e2e/patience.ts";
import { readStorage } from "./read-storage.ts";
import { PINNED, type Place, startSidecar } from "./start-sidecar.ts";
import { takeAway } from "./take-away.ts";
import { drain, expectShipped, openWorkshop, untilPinned } from "./workshop.ts";

const MIB = 2 ** 20;
const BUDGET = { ...PINNED, PIN_MAX_BYTES: "2MiB" };
const GAVE_UP = /gave up the oldest/;

/** A file of whole lines that is pinned, and then deleted. */
async function leaveBehind({ volume }: Place, name: string, sizeBytes = MIB): Promise<string> {
  const path = join(volume, name);
  const content = `${name}\n`.repeat(Math.ceil(sizeBytes / (name.length + 1)));
  await writeFile(path, content);
  await untilPinned(path);
  await rm(path);
  return content;
}

/** The names of the files that live by their pins. */
async function pinned({ stateDir }: Place): Promise<readonly string[]> {
  const entries = await readdir(join(stateDir, "pins"), { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map(({ name }) => name);
}

describe("log-sidecar, when pins hold more than they may", () => {
  it("gives up the oldest file, and puts the loss on record when the storage is back", async () => {
    await using place = await openWorkshop();
    await using sidecar = startSidecar(place, BUDGET);
    await sidecar.started();
    const limit = await sidecar.metric("log_sidecar_ship_held_bytes_limit");
    expect(limit).toBe(2 * MIB);
    expect(await sidecar.metric("log_sidecar_ship_max_age_seconds")).toBe(0.2);
    const away = await takeAway(place.storage);
    const lost = await leaveBehind(place, "1.log");
    const kept = await leaveBehind(place, "2.log");
    const alsoKept = await leaveBehind(place, "3.log", MIB / 2);
    await expect.poll(() => sidecar.logged(GAVE_UP), PATIENT).toHaveLength(1);
    expect(sidecar.logged(GAVE_UP)[0]).toMatchObject({ path: "1.log" });
    // During the outage, not after it.
    await expect.poll(() => pinned(place), PATIENT).not.toContain("1.log");
    await expect
      .poll(() => sidecar.metric("log_sidecar_ship_held_bytes"), PATIENT)
      .toBeLessThan(2 * MIB);

    await away.putBack();
    await expectShipped(place.storage, ["", kept, alsoKept]);
    await drain(sidecar);
    const chains = await readStorage(place.storage);
    expect(chains.map(({ gaps }) => gaps.map(parse))).toEqual([
      [{ start: 0, end: lost.length, reason: "given up to free the volume" }],
      [],
      [],
    ]);
  });

  it("keeps what it had shipped of it, and records the rest, whoever is killed meanwhile", async () => {
    await using place = await openWorkshop();
    const path = join(place.volume, "1.log");
    await writeFile(path, "one\n");
    await using sidecar = startSidecar(place, BUDGET);
    await expectShipped(place.storage, ["one\n"]);
    const away = await takeAway(place.storage);
    await writeFile(path, "x".repeat(3 * MIB), { flag: "a" });
    await untilPinned(path);
    await rm(path);
    await expect.poll(() => sidecar.logged(GAVE_UP), PATIENT).toHaveLength(1);
    await sidecar.kill();

    await using next = startSidecar(place, BUDGET);
    await next.started();
    await away.putBack();
    await drain(next);
    const [chain, ...others] = await readStorage(place.storage);
    expect(others).toEqual([]);
    expect(chain).toMatchObject({ bytes: Buffer.from("one\n"), problems: [] });
    expect(chain?.gaps.map(parse)).toEqual([
      { start: 4, end: 4 + 3 * MIB, reason: "given up to free the volume" },
    ]);
  });

  it("asks the storage how far a file had come that it gives up before it could ask", async () => {
    await using place = await openWorkshop();
    const path = join(place.volume, "1.log");
    await writeFile(path, "one\n");
    await using first = startSidecar(place, BUDGET);
    await expectShipped(place.storage, ["one\n"]);
    await first.kill();
    const away = await takeAway(place.storage);
    await writeFile(path, "x".repeat(3 * MIB), { flag: "a" });
    await rm(path);
    await using next = startSidecar(place, BUDGET);
    await expect.poll(() => next.logged(GAVE_UP), PATIENT).toHaveLength(1);
    await away.putBack();
    await drain(next);
    const [chain] = await readStorage(place.storage);
    expect(chain?.gaps.map(parse)).toEqual([
      { start: 4, end: 4 + 3 * MIB, reason: "given up to free the volume" },
    ]);
  });
});

function parse(json: string): unknown {
  return JSON.parse(json);
}
