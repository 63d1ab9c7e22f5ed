import axe, { type AxeResults } from "axe-core";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PATIENT } from "../patience.ts";
import { launchBrowser, openPage } from "./browser.ts";
import { type PairOptions, pageOfTicks, startPair } from "./pair.ts";

const SIZES = [
  { width: 1280, height: 800 },
  { width: 768, height: 1024 },
  { width: 375, height: 667 },
];
const SCHEMES = ["light", "dark"] as const;
const SLOW = { TICK_INTERVAL: "5s", SHIP_MAX_AGE: "1s" };

interface State extends Omit<PairOptions, "page"> {
  readonly name: string;
  /** What the page says when it is in that state. */
  readonly shows: readonly (readonly [selector: string, text: string | RegExp])[];
  readonly isStopped?: true;
  readonly page: () => string;
}

const STATES: readonly State[] = [
  {
    name: "live",
    page: () => pageOfTicks(400),
    sidecar: SLOW,
    shows: [
      [".sidecar .state", "Shipping"],
      [".axis", "no tick missing"],
    ],
  },
  {
    name: "gap",
    page: () => pageOfTicks(400, (index) => (index > 40 && index < 55) || index === 12),
    sidecar: SLOW,
    shows: [[".axis", "15 ticks missing in 2 gaps"]],
  },
  {
    name: "not-shipping",
    page: () => pageOfTicks(30),
    sidecar: { ...SLOW, SHIP_TO: "off" },
    shows: [[".sidecar .state", "Not shipping"]],
  },
  {
    name: "unreachable",
    page: () => pageOfTicks(400),
    sidecar: SLOW,
    isStopped: true,
    shows: [
      [".sidecar .state", "No answer"],
      [".since", "overdue"],
    ],
  },
];

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser.close();
});

/** Through the debugger, as the page's policy takes no script but its own. */
async function checkWithAxe(page: Page): Promise<AxeResults> {
  const session = await page.context().newCDPSession(page);
  await session.send("Runtime.evaluate", { expression: axe.source });
  return await page.evaluate(async () => {
    const { axe: inPage } = globalThis as unknown as { readonly axe: typeof axe };
    return await inPage.run();
  });
}

describe.each(STATES)(
  "the live page when it is $name",
  ({ name, shows, isStopped, page: pageOf, ...options }) => {
    it("is as wide as its window, and has no barriers that axe knows", async () => {
      await using pair = await startPair({ ...options, page: pageOf() });
      if (isStopped) pair.sidecar.signal("SIGSTOP");
      for (const viewport of SIZES) {
        for (const colorScheme of SCHEMES) {
          const settings = { viewport, colorScheme, reducedMotion: "reduce" } as const;
          await using open = await openPage(browser, pair.url, settings);
          const { page } = open;
          for (const [selector, text] of [[".connection", "Live"] as const, ...shows]) {
            await expect.poll(() => page.locator(selector).textContent(), PATIENT).toMatch(text);
          }
          const file = `${name}-${viewport.width}x${viewport.height}-${colorScheme}.png`;
          await page.screenshot({ path: `test-results/screenshots/${file}` });
          const width = await page.evaluate(() => document.documentElement.scrollWidth);
          expect(width).toBeLessThanOrEqual(viewport.width);
          const { violations, passes } = await checkWithAxe(page);
          expect(passes.length).toBeGreaterThan(10);
          expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual(
            [],
          );
          expect(open.complaints).toEqual([]);
        }
      }
    });
  },
);
