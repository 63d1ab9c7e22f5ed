import { glob, readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { expect, it } from "vitest";

const ROOT = fileURLToPath(new URL("../", import.meta.url));

it("leaves it to test/e2e/patience.ts how long tests may wait, since machines may be busy", async () => {
  const files = await Array.fromAsync(glob("{apps,packages,test}/**/*.test.ts", { cwd: ROOT }));
  const tests = files.filter((file) => !file.includes("node_modules"));
  expect(tests.length).toBeGreaterThan(200);
  const texts = await Promise.all(tests.map((file) => readFile(`${ROOT}${file}`, "utf8")));
  const own = tests.filter((_, index) => /\btimeout: \d/.test(texts[index] ?? ""));
  expect(own).toEqual([]);
});
