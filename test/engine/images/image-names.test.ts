import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { expect, it } from "vitest";
import { REAPER_IMAGE } from "./image-names.ts";

it("names the reaper image that the installed testcontainers starts", async () => {
  const testcontainers = dirname(createRequire(import.meta.url).resolve("testcontainers"));
  const source = await readFile(join(testcontainers, "reaper", "reaper.js"), "utf8");
  expect(source).toContain(`"${REAPER_IMAGE}"`);
});
