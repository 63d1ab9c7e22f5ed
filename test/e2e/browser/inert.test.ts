import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { preambleOf } from "../../../apps/log-sidecar/src/tick/preamble.ts";
import { launchBrowser, openPage } from "./browser.ts";
import { startPair } from "./pair.ts";

/** Lines of a writer who wants them to be more than lines. */
const LINES = [
  '<meta http-equiv="refresh" content="0;url=/live.css">',
  "</pre><h1>not a heading</h1>",
  "</plaintext></pre></body></html><h2>neither</h2>",
  "<script>document.title = 'not run'</script>",
  "<img src=x onerror=alert(1)><svg><a href=//x>",
  "<!-- <![CDATA[ <textarea> <iframe srcdoc=x> <base href=//x>",
  "\u2028&lt;b>&amp;",
];
const TEXT = LINES.map((line) => `${line}\n`).join("");
const OFF = { TICK_INTERVAL: "off" };
const FORBIDDEN = "meta[http-equiv], h1, h2, body script, img, svg, a, iframe, textarea, base, b";

let browser: Browser;
beforeAll(async () => {
  browser = await launchBrowser();
});
afterAll(async () => {
  await browser.close();
});

it("takes no line of the log for markup, without the script", async () => {
  await using pair = await startPair({ sidecar: OFF, page: preambleOf("index.html") + TEXT });
  await using open = await openPage(browser, pair.url, { javaScriptEnabled: false });
  expect((await open.page.locator("pre").textContent())?.trimStart()).toBe(TEXT);
  expect(await open.page.locator(FORBIDDEN).count()).toBe(0);
  expect(open.page.url()).toBe(pair.url);
});

it("shows them as they are, with the script", async () => {
  await using pair = await startPair({ sidecar: OFF, page: preambleOf("index.html") + TEXT });
  await using open = await openPage(browser, pair.url);
  const shown = open.page.locator(".lines li");
  await expect.poll(() => shown.allTextContents()).toEqual(LINES.toReversed());
  expect(await open.page.locator(".lines :not(li)").count()).toBe(0);
  expect(open.page.url()).toBe(pair.url);
});

/** Where the first line stands, in pixels, and how large it is. */
async function firstLineOf(page: Page, text: string) {
  return await page.evaluate((line) => {
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
      const at = node.textContent?.indexOf(line) ?? -1;
      if (at < 0) continue;
      const range = document.createRange();
      range.setStart(node, at);
      range.setEnd(node, at + line.length);
      const { x, y, width, height } = range.getBoundingClientRect();
      return { x, y: Math.round(y), width, height };
    }
    return undefined;
  }, text);
}

it("looks without the script as it did when lines could be markup", async () => {
  const line = "Sun Nov 22 19:20:37 UTC 2026";
  const preamble = preambleOf("index.html");
  const before = preamble.replace(/<plaintext[^>]*>/v, "");
  expect(before).not.toBe(preamble);
  const look = async (page: string) => {
    await using pair = await startPair({ sidecar: OFF, page: `${page}${line}\n` });
    await using open = await openPage(browser, pair.url, { javaScriptEnabled: false });
    return await firstLineOf(open.page, line);
  };
  const now = await look(preamble);
  expect(now?.height).toBeGreaterThan(0);
  expect(now).toEqual(await look(before));
});
