import { mkdir, rm, stat, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { temporaryFolder } from "@sidecar-pair/runtime/temporary-folder.ts";
import { expect, it } from "vitest";
import { Collector } from "./collector.ts";
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

  const told: string[] = [];
  await using collector = new Collector(
    { root: folder.path, include: ["*.log"], exclude: [], stateFolder },
    {
      pinned: () => told.push("pinned"),
      pinFailed: (path) => told.push(path),
      fileFailed: (path) => told.push(path),
    },
  );
  await collector.scan();
  await writeFile(good, "");
  await collector.scan();
  expect(told).toEqual(["bad.log", "bad.log"]);
  expect((await stat(good)).nlink).toBe(2);

  await rm(obstacle, { recursive: true });
  await collector.scan();
  expect(told).toEqual(["bad.log", "bad.log", "pinned"]);
});
