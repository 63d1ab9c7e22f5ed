import axe, { type AxeResults } from "axe-core";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { PATIENT } from "../patience.ts";
import { launchBrowser, openPage } from "./browser.ts";
import { type Pair, type PairOptions, pageOfTicks, startPair } from "./pair.ts";

const SIZES = [
  { width: 1280, height: 800 },
  { width: 768, height: 1024 },
  // The narrowest that a page has to do on (WCAG 2.2, 1.4.10).
  { width: 320, height: 640 },
];
const SCHEMES = ["light", "dark"] as const;
const SLOW = { TICK_INTERVAL: "5s", SHIP_MAX_AGE: "1s" };

interface State extends Omit<PairOptions, "page"> {
  readonly name: string;
  readonly page: () => string;
  /** What the page says when it is in that state. */
  readonly shows: readonly (readonly [selector: string, text: string | RegExp])[];
  /** Brings it there, once it is open. */
  readonly happens?: (pair: Pair) => Promise<void> | void;
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
    shows: [[".axis", /\d+ ticks missing in \d gaps/]],
  },
  {
    name: "not-shipping",
    page: () => pageOfTicks(30),
    sidecar: { ...SLOW, SHIP_TO: "off" },
    shows: [[".sidecar .state", "Not shipping"]],
  },
  {
    name: "storage-fails",
    page: () => pageOfTicks(400),
    sidecar: { ...SLOW, SHIP_TO: "file:///dev/null/archive" },
    shows: [[".sidecar .state", "Storage fails"]],
  },
  {
    name: "unreachable",
    page: () => pageOfTicks(400),
    sidecar: SLOW,
    happens: (pair) => pair.sidecar.signal("SIGSTOP"),
    shows: [
      [".sidecar .state", "No answer"],
      [".since", "overdue"],
    ],
  },
  {
    name: "reconnecting",
    page: () => pageOfTicks(400),
    sidecar: SLOW,
    happens: (pair) => pair.stopWeb(),
    shows: [
      [".connection", "Reconnecting"],
      [".since", "since the last tick seen"],
      [".axis", "the latest are not known"],
      [".sidecar .state", "Not known"],
    ],
  },
];

/** A connection that died unseen is given up after 40 s of silence (`connection.js`). */
const NOTICED = PATIENT;

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
  "the live page: $name",
  ({ name, page: pageOf, shows, happens, ...options }) => {
    it("is as wide as its window, and has no barriers that axe knows", async () => {
      await using pair = await startPair({ ...options, page: pageOf() });
      await using open = await openPage(browser, pair.url);
      const { page } = open;
      const expectTexts = async (texts: State["shows"]): Promise<void> => {
        for (const [selector, text] of texts) {
          await expect.poll(() => page.locator(selector).textContent(), NOTICED).toMatch(text);
        }
      };
      await expectTexts([[".connection", "Live"]]);
      await happens?.(pair);
      await expectTexts(shows);
      for (const viewport of SIZES) {
        for (const colorScheme of SCHEMES) {
          await page.setViewportSize(viewport);
          await page.emulateMedia({ colorScheme });
          const file = `${name}-${viewport.width}x${viewport.height}-${colorScheme}.png`;
          await page.screenshot({ path: `test-results/screenshots/${file}` });
          const width = await page.evaluate(() => document.documentElement.scrollWidth);
          expect(width).toBeLessThanOrEqual(viewport.width);
          for (const end of ["first", "last"]) {
            const box = await page.locator(`.axis > :${end}-child`).boundingBox();
            expect(box?.height, "an end of the axis stands on one line").toBeLessThan(30);
          }
          const { violations, passes } = await checkWithAxe(page);
          expect(passes.length).toBeGreaterThan(10);
          expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual(
            [],
          );
        }
      }
      expect(open.complaints).toEqual([]);
    });
  },
);
