import { access, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { PATIENT } from "../e2e/patience.ts";
import { DRAIN_MS, openBattlefield, startAttacked } from "./battlefield.ts";
import { PLANTS } from "./plants.ts";
import { askAlive, expectStopWithin } from "./probe.ts";

/** The page is rotated several times a second. */
const TICKS = { TICK_INTERVAL: "10ms", TICK_MAX_SIZE: "1KiB", TICK_KEEP: "2", COLLECT: "**/*.log" };
/** Names of rotation, those that do not hide each other. */
const ROTATED: readonly (readonly string[])[] = [
  ["index.html.1", ".index.html.next"],
  ["index.html.2", ".index.html.1"],
];

describe.each(PLANTS)("with %s", (_, plant) => {
  it("in the way of rotation, writes and rotates on, and nothing outside", async () => {
    for (const names of ROTATED) {
      await using field = await openBattlefield();
      for (const name of names) await plant(join(field.volume, name), field.treasury.path);
      await using sidecar = startAttacked(field, TICKS);
      await sidecar.started();
      const rotations = async (): Promise<number> =>
        (await sidecar.metric("log_sidecar_tick_rotations_total")) ?? 0;
      await expect.poll(rotations, PATIENT).toBeGreaterThan(4);
      expect(await readFile(join(field.volume, "index.html.2"), "utf8")).toContain("UTC");
      expect(await askAlive(sidecar)).toBe(200);
      expect(await expectStopWithin(sidecar, DRAIN_MS)).toBe(0);
      await field.expectNothingOutside();
    }
  });

  it("in place of the page, waits for nobody, writes nothing outside, and goes on afterwards", async () => {
    await using field = await openBattlefield();
    const page = join(field.volume, "index.html");
    await plant(page, field.treasury.path);
    await using sidecar = startAttacked(field, { ...TICKS, TICK_MAX_SIZE: "2000GiB" });
    await sidecar.started();
    const attempts = async (): Promise<boolean> =>
      sidecar.logged("cannot write, will try at every tick").length > 0 ||
      ((await sidecar.metric("log_sidecar_ticks_total")) ?? 0) > 0;
    await expect.poll(attempts, PATIENT).toBe(true);
    expect(await askAlive(sidecar)).toBe(200);
    await rename(page, `${page}.aside`);
    await expect.poll(() => readFile(page, "utf8").catch(() => ""), PATIENT).toContain("UTC");
    expect(await expectStopWithin(sidecar, DRAIN_MS)).toBe(0);
    await field.expectNothingOutside();
  });
});

describe("main's pipe", () => {
  it("is not sought behind a folder that is a link", async () => {
    await using field = await openBattlefield();
    const { path: outside } = field.treasury;
    const plant = PLANTS.find(([what]) => what === "a link to a folder outside");
    await plant?.[1](join(field.volume, "app"), outside);
    await using sidecar = startAttacked(field, { EXIT_WITH_MAIN: "app/fifo" });
    await sidecar.started();
    await expect.poll(() => sidecar.logged("cannot use main's pipe"), PATIENT).toHaveLength(1);
    expect(await expectStopWithin(sidecar, DRAIN_MS)).toBe(0);
    await field.expectNothingOutside();
  });
});

describe("STATE_DIR below a folder of the application", () => {
  it.each(PLANTS)("makes and writes nothing where that folder is %s", async (_, plant) => {
    await using field = await openBattlefield();
    await plant(join(field.volume, "app"), field.treasury.path);
    await writeFile(join(field.volume, "a.log"), "a line\n");
    await using sidecar = startAttacked(field, { STATE_DIR: "app/b/state", POD_NAME: "" });
    await sidecar.started();
    await expect.poll(() => askAlive(sidecar), PATIENT).toBe(200);
    await expect
      .poll(
        () =>
          access(field.storage).then(
            () => true,
            () => false,
          ),
        PATIENT,
      )
      .toBe(true);
    await expectStopWithin(sidecar, DRAIN_MS);
    await field.expectNothingOutside();
  });
});
