import { mkdir, rm, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { temporaryFolder } from "@sidecar-pair/runtime/temporary-folder.ts";
import { expect, it } from "vitest";
import { collectorOf, recordEvents, scanned } from "./fixture.ts";
import { toGenerationId } from "./generation-id.ts";

it("does not tell that pinning works as long as one file cannot be pinned", async () => {
  await using folder = await temporaryFolder();
  const [bad, good] = [join(folder.path, "bad.log"), join(folder.path, "good.log")];
  await writeFile(bad, "");
  const stateFolder = join(folder.path, ".state");
  // Where its pin would have to be, there is a folder that cannot be tidied up.
  const generationId = toGenerationId(await stat(bad, { bigint: true }));
  const obstacle = join(stateFolder, "pins", generationId, "bad.log");
  await mkdir(obstacle, { recursive: true });
  await symlink("nowhere", join(obstacle, "link"));

  const { events, log: told } = recordEvents();
  await using collector = collectorOf(folder.path, { pinsAlways: true }, events);
  const [unpinned] = await scanned(collector);
  if (unpinned === undefined) throw new Error("Expected a file");
  await writeFile(good, "");
  await scanned(collector);
  await collector.pin(unpinned);
  collector.endPinRound();
  expect(told).toEqual(["pin failed bad.log", "pin failed bad.log"]);
  expect((await stat(good)).nlink).toBe(2);

  await collector.pin(unpinned);
  await rm(obstacle, { recursive: true });
  await collector.pin(unpinned);
  collector.endPinRound();
  expect(told.slice(2)).toEqual(["pin failed bad.log"]);
  // The next round has nothing more to do, and nothing fails.
  collector.endPinRound();
  expect(told.slice(3)).toEqual(["pinned 0"]);
});
