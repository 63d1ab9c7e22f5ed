import { expect, it } from "vitest";
import { PATIENT } from "../patience.ts";
import { readTicks } from "../read-ticks.ts";
import { startApp } from "./start-app.ts";
import { folderVolume } from "./volumes.ts";

it("serves a page that grows by a line every five seconds, and curl prints it", async () => {
  await using volume = await folderVolume();
  await using _sidecar = await startApp("log-sidecar", { volume });
  await using web = await startApp("main-web", { volume });
  const countTicks = async (): Promise<number> => readTicks(await web.page()).length;

  await expect.poll(countTicks, PATIENT).toBeGreaterThanOrEqual(1);
  const firstPage = await web.page();
  await expect.poll(countTicks, PATIENT).toBeGreaterThanOrEqual(4);
  const before = await web.page();
  const { stdout, exitCode } = await web.exec("curl", "-s", "localhost");
  const after = await web.page();

  expect(before.startsWith(firstPage), "the page only grows").toBe(true);
  expect(exitCode).toBe(0);
  expect([before, after]).toContain(stdout);
  expect(isEveryFiveSeconds(readTicks(after))).toBe(true);
});

/** Times are printed in whole seconds, so that a millisecond can look like a second. */
function isEveryFiveSeconds(timesMs: readonly number[]): boolean {
  const [firstMs = Number.NaN] = timesMs;
  return timesMs.every((timeMs, index) => Math.abs(timeMs - firstMs - index * 5_000) <= 1_000);
}
