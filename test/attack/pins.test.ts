import { mkdir, readdir, readlink, rename, rm, symlink, unlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { PATIENT } from "../e2e/patience.ts";
import { PINNED, type Sidecar } from "../torture/start-sidecar.ts";
import { expectShipped, untilPinned } from "../torture/workshop.ts";
import { DRAIN_MS, openBattlefield, startAttacked } from "./battlefield.ts";
import { askAlive, expectStopWithin } from "./probe.ts";

it.each<[string, (own: string, outside: string) => Promise<unknown>]>([
  [
    "its own folder",
    async (own, outside) => {
      await rm(own, { recursive: true });
      await symlink(outside, own);
    },
  ],
  [
    "the folder of pins",
    async (own, outside) => {
      await rm(join(own, "pins"), { recursive: true });
      await symlink(join(outside, "archive"), join(own, "pins"));
    },
  ],
  [
    "the folder of a generation",
    async (own, outside) => {
      const [generation = ""] = await readdir(join(own, "pins"));
      await rm(join(own, "pins", generation), { recursive: true });
      await symlink(join(outside, "archive/namespace/other"), join(own, "pins", generation));
    },
  ],
  [
    "a folder below it",
    async (own, outside) => {
      const [generation = ""] = await readdir(join(own, "pins"));
      await rm(join(own, "pins", generation, "app"), { recursive: true });
      await symlink(join(outside, "folder"), join(own, "pins", generation, "app"));
    },
  ],
  [
    "the pin itself",
    async (own, outside) => {
      const [generation = ""] = await readdir(join(own, "pins"));
      const pin = join(own, "pins", generation, "app", "secret.log");
      await unlink(pin);
      await symlink(join(outside, "secret.log"), pin);
    },
  ],
])(
  "deletes nothing outside when %s is exchanged for a link, and the log is deleted",
  async (_, exchange) => {
    for (const restarts of [false, true]) {
      await using field = await openBattlefield();
      const own = join(field.volume, ".log-sidecar");
      // Named as a file outside, which a pin's path leads to behind the link.
      const log = join(field.volume, "app", "secret.log");
      await mkdir(dirname(log));
      await writeFile(log, "a line\n");
      await using first = startAttacked(field, PINNED);
      await untilPinned(log);
      await expectShipped(field.storage, ["a line\n"]);
      if (restarts) await first.kill();
      await exchange(own, field.treasury.path);
      await rm(log);
      await using sidecar = restarts ? startAttacked(field, PINNED) : first;
      await sidecar.started();
      // Nobody can reach it any more, so that it is let go, with its pin.
      await expect.poll(() => deletedFiles(sidecar), PATIENT).toEqual([]);
      await writeFile(`${log}.2`, "another\n");
      await expectShipped(field.storage, ["a line\n", "another\n"]);
      await expect.poll(() => askAlive(sidecar), PATIENT).toBe(200);
      await expectStopWithin(sidecar, DRAIN_MS);
      await field.expectNothingOutside();
    }
  },
);

/** Files that the process has open and nobody has a name for. */
async function deletedFiles({ pid }: Sidecar): Promise<readonly string[]> {
  const folder = `/proc/${pid}/fd`;
  const links = await Promise.all(
    (await readdir(folder)).map((name) => readlink(join(folder, name)).catch(() => "")),
  );
  return links.filter((target) => target.endsWith(" (deleted)") && target.includes("secret.log"));
}

it("deletes nothing outside while the folder of pins is exchanged all the time", async () => {
  await using field = await openBattlefield();
  const pins = join(field.volume, ".log-sidecar", "pins");
  await using sidecar = startAttacked(field, PINNED);
  await sidecar.started();
  const contents: string[] = [];
  for (let round = 0; round < 30; round++) {
    const log = join(field.volume, "secret.log");
    await writeFile(log, `${round}\n`);
    contents.push(`${round}\n`);
    await expectShipped(field.storage, contents);
    await mkdir(pins, { recursive: true });
    for (let count = 0; count < 20; count++) {
      await rename(pins, `${pins}-aside`);
      await symlink(join(field.treasury.path, "archive/namespace"), pins);
      if (count === 10) await rm(log);
      await unlink(pins);
      await rename(`${pins}-aside`, pins);
    }
  }
  await expectStopWithin(sidecar, DRAIN_MS);
  await field.expectNothingOutside();
});
