import { type Browser, type BrowserContextOptions, type Page, chromium } from "playwright-core";
import { chromiumOf } from "../../engine/chromium.ts";

/** Nothing that calls home, and what a container without user namespaces and graphics needs. */
const ARGUMENTS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--no-first-run",
];

export interface OpenPage extends AsyncDisposable {
  readonly page: Page;
  /** What the browser complained of: errors of the script, what the page's policy forbade. */
  readonly complaints: readonly string[];
}

export async function launchBrowser(): Promise<Browser> {
  return await chromium.launch({ executablePath: chromiumOf(process.env), args: ARGUMENTS });
}

/** Opens a URL in a profile of its own. */
export async function openPage(
  browser: Browser,
  url: string,
  options: BrowserContextOptions = {},
): Promise<OpenPage> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(String(error)));
  page.on("console", (message) => {
    // A server that is restarted cannot be reached for a moment: that is no complaint of ours.
    const isExpected = message.text().includes("net::ERR_") || message.text().includes("503");
    if (["error", "warning"].includes(message.type()) && !isExpected)
      complaints.push(message.text());
  });
  await page.goto(url);
  return { page, complaints, [Symbol.asyncDispose]: () => context.close() };
}
