import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { gapsOf, timeOf } from "../../../apps/main-web/src/live/assets/live/ticks.js";
import { PATIENT } from "../patience.ts";
import { launchBrowser, openPage } from "./browser.ts";
import { pageOfTicks, startPair } from "./pair.ts";
import { startProxy } from "./proxy.ts";

/** For where a tick that is a second late on a busy machine would be taken for a missing one. */
const STEADY = { TICK_INTERVAL: "1s", TICK_FORMAT: "iso" };

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser.close();
});

/** The lines that the live page shows one by one, without what it says of gaps. */
async function shownLines(page: Page): Promise<readonly string[]> {
  return await page.locator("ol.lines > li:not(.gap)").allTextContents();
}

async function textOf(page: Page, selector: string): Promise<string> {
  return (await page.locator(selector).textContent()) ?? "";
}

/** Keeps what the page says to those who do not see it, and tells its document from another. */
async function watchDocument(page: Page): Promise<void> {
  await page.evaluate(() => {
    const news: string[] = [];
    const status = document.querySelector("[role=status]");
    if (status === null) throw new Error("Expected a live region");
    new MutationObserver(() => void news.push(status.textContent)).observe(status, {
      childList: true,
    });
    Object.assign(globalThis, { news });
  });
}

/** What it has said. @throws the browser's error when it is another document */
async function newsOf(page: Page): Promise<string> {
  return await page.evaluate(() => {
    return (globalThis as unknown as { readonly news: readonly string[] }).news.join(" ");
  });
}

async function expectText(page: Page, selector: string, expected: string | RegExp): Promise<void> {
  await expect.poll(() => textOf(page, selector), PATIENT).toMatch(expected);
}

describe("the live page", () => {
  it("shows each tick as it comes, without a reload", async () => {
    await using pair = await startPair();
    await using open = await openPage(browser, pair.url);
    const { page, complaints } = open;
    await watchDocument(page);
    await expectText(page, ".connection", "Live");
    const before = await pair.lines();
    await expect
      .poll(async () => (await shownLines(page)).length, PATIENT)
      .toBeGreaterThan(before.length + 8);
    const shown = await shownLines(page);
    const written = await pair.lines();
    expect(written.slice(written.length - shown.length)).toEqual(shown);
    expect(await page.locator("svg .tick").count()).toBeGreaterThan(8);
    expect(await textOf(page, ".age")).toMatch(/^\d s$/);
    expect(await textOf(page, ".since")).toMatch(/^since the last tick · one every 0\.2\d? s$/);
    expect(await newsOf(page)).not.toContain("connection");
    expect(complaints).toEqual([]);
  });

  it("says where the sidecar ships to, and how that goes", async () => {
    await using pair = await startPair();
    await using open = await openPage(browser, pair.url);
    await expectText(open.page, ".sidecar .state", "Shipping");
    await expectText(open.page, ".sidecar dl", /^Tofile:\/\/.*Behind/);
  });

  it("shows a gap while a sidecar stands still and afterwards, and tells of it once", async () => {
    await using pair = await startPair({ sidecar: STEADY });
    await using open = await openPage(browser, pair.url);
    const { page, complaints } = open;
    await expect.poll(() => page.locator("svg .tick").count(), PATIENT).toBeGreaterThan(4);
    await watchDocument(page);
    pair.sidecar.signal("SIGSTOP");
    await expectText(page, ".since", "since the last tick · the next is overdue");
    expect(await page.locator("svg .gap").count()).toBeGreaterThan(0);
    await expectText(page, ".sidecar .state", "No answer");
    pair.sidecar.signal("SIGCONT");
    await expectText(page, "ol.lines > .gap", /^\d+ s without a tick · \d+ ticks? missing$/);
    await expectText(page, ".sidecar .state", "Shipping");
    await expect
      .poll(() => newsOf(page), PATIENT)
      .toMatch(/No tick since \d\d:\d\d:\d\d\. (The sidecar is in trouble\. )?All is well\.$/);
    expect(await page.locator("svg .gap").count()).toBeGreaterThan(0);
    expect(await textOf(page, ".axis")).toMatch(
      /\d+ ticks? missing (after \d\d:\d\d:\d\d|in \d gaps)/,
    );
    expect(complaints).toEqual([]);
  });

  it("goes on after a restart of main-web, with no line missing and none twice", async () => {
    await using pair = await startPair({ sidecar: STEADY });
    await using open = await openPage(browser, pair.url);
    const { page, complaints } = open;
    await expectText(page, ".connection", "Live");
    await watchDocument(page);
    await pair.stopWeb();
    await expectText(page, ".connection", "Reconnecting");
    await expectText(page, ".since", "since the last tick seen");
    const before = (await pair.lines()).length;
    await expect.poll(async () => (await pair.lines()).length, PATIENT).toBeGreaterThan(before + 2);
    await pair.startWeb();
    await expectText(page, ".connection", "Live");
    await expect
      .poll(async () => (await shownLines(page)).length, PATIENT)
      .toBeGreaterThan(before + 2);
    const shown = await shownLines(page);
    const written = await pair.lines();
    expect(written.slice(written.length - shown.length)).toEqual(shown);
    // None but those of a sidecar that a busy machine held up.
    const times = written.flatMap((line) => timeOf(line) ?? []).toReversed();
    expect(await page.locator("svg .gap").count()).toBe(gapsOf(times, 1_000).length);
    await expect
      .poll(() => newsOf(page), PATIENT)
      .toMatch(/^The connection is lost\. .*All is well\.$/);
    expect(complaints).toEqual([]);
  });

  it("goes on when the page is rotated, and the strip with it", async () => {
    await using pair = await startPair({
      sidecar: { TICK_INTERVAL: "100ms", TICK_FORMAT: "iso", TICK_MAX_SIZE: "1100" },
    });
    await using open = await openPage(browser, pair.url);
    const { page, complaints } = open;
    // As many as no page of that size has.
    await expect.poll(() => page.locator("svg .tick").count(), PATIENT).toBeGreaterThan(45);
    expect((await pair.lines()).length).toBeLessThan(40);
    expect((await shownLines(page)).length).toBeLessThan(40);
    expect(complaints).toEqual([]);
  });

  it("opens a long page at its end, and shows all of it when asked to", async () => {
    const old = pageOfTicks(40_000);
    await using pair = await startPair({
      page: old,
      sidecar: { TICK_INTERVAL: "5s", TICK_MAX_SIZE: "2MiB" },
    });
    await using open = await openPage(browser, pair.url);
    const { page, complaints } = open;
    await expectText(page, ".connection", "Live");
    await expect.poll(() => page.locator("svg .tick").count(), PATIENT).toBeGreaterThan(100);
    expect(await page.locator("*").count()).toBeLessThan(1_000);
    expect((await shownLines(page)).length).toBeLessThanOrEqual(120);
    await page.getByRole("button", { name: "Show all lines" }).click();
    const all = async (): Promise<string> => {
      return [...(await shownLines(page)), await textOf(page, "pre.lines")].join("\n");
    };
    await expect.poll(async () => (await all()).length, PATIENT).toBeGreaterThan(1_000_000);
    const written = `${(await pair.lines()).join("\n")}\n`;
    const shown = await all();
    // A tick may have come between the two.
    expect(written.slice(written.length - shown.length)).toBe(shown);
    expect(await page.getByRole("button").count()).toBe(0);
    expect(await page.locator("pre.lines").evaluate((pre) => pre === document.activeElement)).toBe(
      true,
    );
    expect(complaints).toEqual([]);
  });

  it("comes to life once the server has room for it, and is a list until then", async () => {
    await using pair = await startPair({ web: { LIVE_CLIENTS_MAX: "0" } });
    await using open = await openPage(browser, pair.url);
    const { page, complaints } = open;
    await expectText(page, ".connection", "Reconnecting");
    expect((await shownLines(page)).length).toBeGreaterThan(0);
    await pair.startWeb({});
    await expectText(page, ".connection", "Live");
    expect(complaints).toEqual([]);
  });

  it("holds no connection while nobody sees it", async () => {
    await using pair = await startPair({ sidecar: STEADY });
    await using open = await openPage(browser, pair.url);
    const { page } = open;
    const setHidden = async (isHidden: boolean): Promise<void> => {
      await page.evaluate((hidden) => {
        Object.defineProperty(document, "hidden", { value: hidden, configurable: true });
        document.dispatchEvent(new Event("visibilitychange"));
      }, isHidden);
    };
    const clients = (): Promise<number> => pair.metric("main_web_live_clients");
    await expect.poll(clients, PATIENT).toBe(1);
    await expectText(page, ".connection", "Live");
    await watchDocument(page);
    await setHidden(true);
    await expect.poll(clients, PATIENT).toBe(0);
    const before = (await pair.lines()).length;
    // So long that it would be a gap.
    await expect.poll(async () => (await pair.lines()).length, PATIENT).toBeGreaterThan(before + 2);
    await setHidden(false);
    await expect.poll(clients, PATIENT).toBe(1);
    await expectText(page, ".connection", "Live");
    expect((await shownLines(page)).length).toBeGreaterThan(before + 2);
    expect(await newsOf(page)).toBe("");
  });

  it("takes a connection that has gone silent for dead", async () => {
    await using pair = await startPair();
    await using open = await openPage(browser, "about:blank");
    const { page } = open;
    await page.clock.install();
    await page.goto(pair.url);
    await expectText(page, ".connection", "Live");
    await expect.poll(() => page.locator("svg .tick").count(), PATIENT).toBeGreaterThan(0);
    const streams: string[] = [];
    page.on("request", (request) => void streams.push(request.url()));
    const afterSilence = async (): Promise<number> => {
      // A tick that comes just then ends the silence: so it is tried until none does.
      await page.clock.fastForward(41_000);
      return streams.length;
    };
    await expect.poll(afterSilence, PATIENT).toBeGreaterThan(0);
    expect(streams[0]).toMatch(/\/events\?from=\d+-/);
  });

  it.each([
    ["is text for every browser", (page: string) => page, /^$/],
    // Written by an older sidecar.
    [
      "is markup",
      (page: string) => page.replace(/<plaintext[^>]*>/, ""),
      /Content Security Policy/,
    ],
  ])("shows a line as text that %s, and lets it do nothing", async (_, pageFrom, complaints) => {
    const line = `<script>document.title = "owned"</script><img src="/x" onerror="document.title = 'owned'">`;
    await using pair = await startPair({ page: `${pageFrom(pageOfTicks(10))}${line}\n` });
    await using open = await openPage(browser, pair.url);
    await expectText(open.page, ".connection", "Live");
    await expect.poll(() => shownLines(open.page), PATIENT).toContain(line);
    expect(await open.page.title()).toBe("log-sidecar");
    expect(open.complaints.join("\n")).toMatch(complaints);
  });
});

describe("the live page behind a proxy that gives it a path of its own", () => {
  it("finds all that belongs to it", async () => {
    await using pair = await startPair();
    await using proxy = await startProxy("/proxy/", pair.url);
    await using open = await openPage(browser, proxy.url);
    await expectText(open.page, ".connection", "Live");
    expect(open.complaints).toEqual([]);
  });
});

describe("the page with scripts off", () => {
  it.each(["light", "dark"] as const)(
    "is the plain list, to be read in %s",
    async (colorScheme) => {
      await using pair = await startPair({ page: pageOfTicks(20) });
      await using open = await openPage(browser, pair.url, {
        javaScriptEnabled: false,
        colorScheme,
      });
      const list = open.page.locator("pre");
      expect(await list.isVisible()).toBe(true);
      // The first line break belongs to the line of the markup.
      const text = ((await list.textContent()) ?? "").replace(/^\n/, "");
      const shown = text.split("\n").slice(0, -1);
      expect(shown.length).toBeGreaterThanOrEqual(20);
      const written = (await pair.lines()).toReversed();
      expect(written.slice(0, shown.length)).toEqual(shown);
      await open.page.screenshot({ path: `test-results/screenshots/plain-${colorScheme}.png` });
      expect(open.complaints).toEqual([]);
    },
  );
});
