import { temporaryFolder } from "@sidecar-pair/runtime/temporary-folder.ts";
import { expect, it } from "vitest";
import { halfOfVolume } from "./half-of-volume.ts";

it("is what a volume has, by two; and no bound where there is no volume", async () => {
  await using folder = await temporaryFolder();
  expect(await halfOfVolume(folder.path)).toBeGreaterThan(2 ** 20);
  expect(await halfOfVolume("/nowhere")).toBe(Infinity);
});
