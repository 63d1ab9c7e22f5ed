import { createHash } from "node:crypto";
import { lstat, mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { PATIENT } from "../e2e/patience.ts";
import { expectShipped, shipped } from "../torture/workshop.ts";
import { DRAIN_MS, openBattlefield, startAttacked } from "./battlefield.ts";
import { PLANTS } from "./plants.ts";
import { askAlive, expectStopWithin } from "./probe.ts";

const GENERATION = "20261122T192037.123456789Z-1a2b3c4d";

/** Names that the sidecar uses, or may use, below its own folder: those that fit beside each other. */
const PLACES: readonly (readonly string[])[] = [
  [""],
  ["shipper", "shipper.next", "checkpoints", "losses", "unlinked", "pins", "identity.json"],
  [
    `checkpoints/${GENERATION}.json`,
    `checkpoints/${GENERATION}.json.next`,
    ...["losses", "unlinked"].map((folder) => `${folder}/${GENERATION}-0.json`),
    `pins/${GENERATION}`,
  ],
  [
    `pins/${GENERATION}/app`,
    "checkpoints/0.json",
    "checkpoints/1.json",
    "checkpoints/2.json",
    "checkpoints/3.json",
  ],
];

describe.each(PLANTS)("beside %s", (_, plant) => {
  it("ships on, reads and writes nothing outside, and stops in time, wherever it stands", async () => {
    for (const names of PLACES) {
      await using field = await openBattlefield();
      for (const name of names) {
        const path = join(field.volume, ".log-sidecar", name);
        await mkdir(dirname(path), { recursive: true });
        await plant(path, field.treasury.path);
      }
      await writeFile(join(field.volume, "a.log"), "a line\n");
      await using sidecar = startAttacked(field, { POD_NAME: "" });
      await sidecar.started();
      await expectShipped(field.storage, ["a line\n"]);
      await expect.poll(() => askAlive(sidecar), PATIENT).toBe(200);
      await expectStopWithin(sidecar, DRAIN_MS);
      await field.expectNothingOutside();
    }
  });
});

describe.each(PLANTS.filter(([what]) => what !== "a full folder"))("in place of %s", (_, plant) => {
  it("puts up its name plate, and leaves what is outside", async () => {
    await using field = await openBattlefield(false);
    const plate = join(field.volume, ".log-sidecar", "shipper");
    await mkdir(dirname(plate));
    await plant(plate, field.treasury.path);
    await using sidecar = startAttacked(field);
    await sidecar.started();
    const isPutUp = async (): Promise<boolean> => {
      const stat = await lstat(plate);
      return stat.isFile() && stat.size < 1_000;
    };
    await expect.poll(isPutUp, PATIENT).toBe(true);
    await expectStopWithin(sidecar, DRAIN_MS);
    await field.expectNothingOutside();
  });

  it("writes its checkpoint, and leaves what is outside", async () => {
    await using field = await openBattlefield();
    const log = join(field.volume, "a.log");
    await writeFile(log, "a line\n");
    await using first = startAttacked(field);
    await expectShipped(field.storage, ["a line\n"]);
    const folder = join(field.stateDir, "checkpoints");
    const names = async (): Promise<readonly string[]> =>
      (await readdir(folder).catch(() => [])).filter((name) => name.endsWith(".json"));
    await expect.poll(names, PATIENT).toHaveLength(1);
    const [name = ""] = await names();
    await first.kill();
    await rm(join(folder, name));
    for (const each of [name, `${name}.next`]) await plant(join(folder, each), field.treasury.path);
    await writeFile(log, "a line\nand more\n");
    await using sidecar = startAttacked(field);
    await expectShipped(field.storage, ["a line\nand more\n"]);
    await expect.poll(async () => (await lstat(join(folder, name))).isFile(), PATIENT).toBe(true);
    await expectStopWithin(sidecar, DRAIN_MS);
    await field.expectNothingOutside();
  });
});

describe("a forged loss", () => {
  const VALID = {
    generationId: GENERATION,
    truncations: 0,
    path: "a.log",
    end: 9,
    reason: "truncated",
  };
  it.each<[string, unknown]>([
    ["that leads up from the pins", { ...VALID, generationId: "../../../outside/archive" }],
    [
      "of a generation that is a path",
      { ...VALID, generationId: "../../../storage/prefix/archive" },
    ],
    ["of a path that leads up", { ...VALID, path: "../../../outside/secret.log" }],
    ["of an absolute path", { ...VALID, path: "/etc/passwd" }],
    ["with any text for a reason", { ...VALID, reason: "\u{1B}[2J forged" }],
    ["with odd numbers", { ...VALID, position: -1, end: 1e300 }],
    ["that is null", null],
    ["that is a list", [VALID]],
    ["that ends before it begins", { ...VALID, position: 10 }],
  ])("%s deletes nothing, and is put on record by nobody", async (_, loss) => {
    await using field = await openBattlefield();
    for (const folder of ["losses", "unlinked"]) {
      const path = join(field.volume, ".log-sidecar", folder);
      await mkdir(path, { recursive: true });
      await writeFile(join(path, `${GENERATION}-0.json`), JSON.stringify(loss));
      await writeFile(join(path, "x.json"), JSON.stringify(loss));
    }
    await writeFile(join(field.volume, "a.log"), "a line\n");
    await using sidecar = startAttacked(field);
    await sidecar.started();
    await expectShipped(field.storage, ["a line\n"]);
    expect(await expectStopWithin(sidecar, DRAIN_MS)).toBe(0);
    expect(await shipped(field.storage)).toEqual(["a line\n"]);
    await field.expectNothingOutside();
  });
});

describe("a forged checkpoint", () => {
  const VALID = {
    destination: "file:///storage",
    path: "a.log",
    codec: "zstd",
    truncations: 0,
    chunks: 1,
    lastStart: 0,
    position: 7,
    fingerprint: { length: 7, sha256: "0".repeat(64) },
  };
  it.each<[string, unknown]>([
    ["without a fingerprint", { ...VALID, fingerprint: null }],
    ["with texts for numbers", { ...VALID, position: "7", chunks: "1" }],
    ["with negative numbers", { ...VALID, lastStart: -5 }],
    ["with numbers beyond what is exact", { ...VALID, position: 2 ** 60 }],
    ["of an object for a path", { ...VALID, path: {} }],
    ["of a path that leads up", { ...VALID, path: "../../../outside/secret.log" }],
    ["of an unknown codec", { ...VALID, codec: "__proto__" }],
    ["of very many truncations", { ...VALID, truncations: 1e15 }],
    ["that is null", null],
  ])("%s stops nothing, though its checksum is right", async (_, checkpoint) => {
    await using field = await openBattlefield();
    const log = join(field.volume, "a.log");
    await writeFile(log, "a line\n");
    await using first = startAttacked(field);
    await expectShipped(field.storage, ["a line\n"]);
    await first.kill();
    const folder = join(field.stateDir, "checkpoints");
    const json = JSON.stringify(checkpoint);
    const sum = createHash("sha256").update(json).digest("hex");
    for (const name of await readdir(folder))
      await writeFile(join(folder, name), `${sum}\n${json}\n`);
    await writeFile(log, "a line\nand more\n");
    await using sidecar = startAttacked(field);
    await expectShipped(field.storage, ["a line\nand more\n"]);
    expect(await expectStopWithin(sidecar, DRAIN_MS)).toBe(0);
    await field.expectNothingOutside();
  });
});
