import { mkdir, readFile, readdir, rm, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { startSidecar } from "./start-sidecar.ts";
import { type Workshop, drain, expectShipped, openWorkshop } from "./workshop.ts";
import { writeLines } from "./write-lines.ts";

/** What may befall the checkpoints, as files in a folder of which an older copy exists. */
type Damage = (
  checkpoints: readonly string[],
  older: ReadonlyMap<string, Buffer>,
) => Promise<unknown>;

const each = (change: (path: string) => Promise<unknown>): Damage => {
  return async (paths) => await Promise.all(paths.map(change));
};
const DAMAGES: Readonly<Record<string, Damage>> = {
  "are deleted": each((path) => rm(path)),
  "are empty": each((path) => truncate(path, 0)),
  "are cut in half": each(async (path) => await truncate(path, (await readFile(path)).length >> 1)),
  "are garbage": each((path) => writeFile(path, Buffer.alloc(1_000, 0xff))),
  "are of other JSON": each((path) => writeFile(path, "null")),
  "claim more than was shipped": each(async (path) => {
    await writeFile(path, (await readFile(path, "utf8")).replaceAll(/:(\d+)/g, ":1$1"));
  }),
  "are folders": each(async (path) => {
    await rm(path);
    await mkdir(path);
  }),
  "are older copies": async (paths, older) =>
    await Promise.all(paths.map((path) => writeFile(path, older.get(path) ?? ""))),
  "are exchanged": async (paths) => {
    const contents = await Promise.all(paths.map((path) => readFile(path)));
    await Promise.all(paths.map((path, index) => writeFile(path, contents.at(index - 1) ?? "")));
  },
};

describe("log-sidecar, killed, and started when its checkpoints", () => {
  it.each(Object.entries(DAMAGES))("%s, ships exactly once", async (_, damage) => {
    await expectExactlyOnce(damage, {});
  });

  it.each(Object.entries(DAMAGES))("%s, and its compression is another", async (_, damage) => {
    await expectExactlyOnce(damage, { SHIP_COMPRESSION: "gzip" });
  });
});

async function expectExactlyOnce(
  damage: Damage,
  change: Readonly<Record<string, string>>,
): Promise<void> {
  await using place = await openWorkshop();
  const older = new Map<string, Buffer>();
  for (const end of [1_500, 3_500]) {
    await using sidecar = startSidecar(place);
    const contents = await writeLines(place.volume, end);
    await expectShipped(place.storage, contents);
    await sidecar.kill();
    if (older.size > 0) continue;
    for (const path of await checkpointsOf(place)) older.set(path, await readFile(path));
  }
  const checkpoints = await checkpointsOf(place);
  expect(checkpoints, "there are two files").toHaveLength(2);
  await damage(checkpoints, older);

  const contents = await writeLines(place.volume, 5_000);
  await using sidecar = startSidecar(place, change);
  await expectShipped(place.storage, contents);
  await drain(sidecar);
  await expectShipped(place.storage, contents);
}

async function checkpointsOf({ stateDir }: Workshop): Promise<readonly string[]> {
  const entries = await readdir(stateDir, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && entry.name.endsWith(".json"))
    .map((entry) => join(entry.parentPath, entry.name))
    .toSorted();
}
