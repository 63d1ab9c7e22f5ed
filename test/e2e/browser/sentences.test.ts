import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { preambleOf } from "../../../apps/log-sidecar/src/tick/preamble.ts";
import { toTickLine } from "../../../apps/log-sidecar/src/tick/tick-line.ts";
import { PATIENT } from "../patience.ts";
import { launchBrowser, openPage } from "./browser.ts";
import { startPair } from "./pair.ts";

const HOUR_MS = 3_600_000;

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser.close();
});

/** A page of ticks every 5 s, the last of which its clock has written just now. */
function pageOfClock(aheadMs: number): string {
  const lastMs = Date.now() + aheadMs;
  const times = Array.from({ length: 30 }, (_, index) => new Date(lastMs - (29 - index) * 5_000));
  return preambleOf("index.html") + times.map((time) => toTickLine(time, "date")).join("");
}

async function expectText(page: Page, selector: string, text: RegExp): Promise<void> {
  await expect.poll(() => page.locator(selector).textContent(), PATIENT).toMatch(text);
}

it("says that the clocks differ, not that all is well, when ticks come from the future", async () => {
  const page = pageOfClock(HOUR_MS);
  await using pair = await startPair({ sidecar: { TICK_INTERVAL: "off" }, page });
  await using open = await openPage(browser, pair.url);
  await expectText(open.page, ".since", /the sidecar's clock is at least (?:59 min|1 h)/v);
  await expectText(open.page, ".age", /^–$/v);
  await expectText(open.page, ".axis", /not known: the clocks differ/v);
});

it("says how often ticks come that are faster than their form can tell", async () => {
  const sidecar = { TICK_INTERVAL: "250ms", TICK_FORMAT: "date" };
  await using pair = await startPair({ sidecar });
  await using open = await openPage(browser, pair.url);
  await expectText(open.page, ".since", /one every 0\.2\d? s/v);
  expect(await open.page.locator(".axis").textContent()).not.toMatch(/missing in|ticks missing/v);
});
