import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, it } from "vitest";
import { PATIENT } from "../e2e/patience.ts";
import { startSidecar } from "./start-sidecar.ts";
import { drain, openWorkshop, shipped } from "./workshop.ts";

const FILES = 40;
const LIFE_MS = 100;

it("ships files that are deleted long before the next look, by their events", async () => {
  await using place = await openWorkshop();
  const folder = join(place.volume, "jobs");
  await mkdir(folder);
  await writeFile(join(folder, "first.log"), "first\n");
  await using sidecar = startSidecar(place);
  await expect.poll(() => shipped(place.storage), PATIENT).toEqual(["first\n"]);

  const written: string[] = [];
  for (let number = 0; number < FILES; number++) {
    const path = join(folder, `${number}.log`);
    written.push(`${number}\n`);
    await writeFile(path, `${number}\n`);
    await sleep(LIFE_MS);
    await rm(path);
  }
  await drain(sidecar);
  const contents = (await shipped(place.storage)).filter((content) => content !== "first\n");
  expect(written).toEqual(expect.arrayContaining(contents));
  // Looks, which are half a second apart, find a fifth of them; events all, on a machine at rest.
  expect(contents.length).toBeGreaterThan(FILES / 2);
});
