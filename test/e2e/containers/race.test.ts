import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Pool } from "undici";
import { expect, it } from "vitest";
import { PATIENT } from "../patience.ts";
import { readTicks } from "../read-ticks.ts";
import { startApp } from "./start-app.ts";
import { folderVolume } from "./volumes.ts";

const READERS = 8;
const READS_MIN = 10_000;
/** How many files the readers have to see under the name of the page, one after the other. */
const GENERATIONS_MIN = 30;
/** An answer that takes longer has stopped in the middle. */
const ANSWER_MS_MAX = 10_000;
/** Lines as fast as Node's timers go, into a file that is full after some sixty of them. */
const FRENZY = {
  TICK_INTERVAL: "1ms",
  TICK_FORMAT: "iso",
  TICK_MAX_SIZE: "2KiB",
  TICK_KEEP: "2",
};

it("serves no torn, empty or missing page while the sidecar appends and rotates", async ({
  signal,
}) => {
  await using volume = await folderVolume();
  await using sidecar = await startApp("log-sidecar", { volume, environment: FRENZY });
  await using web = await startApp("main-web", { volume });
  await expect.poll(() => web.probe("/readyz"), PATIENT).toBe("200 ok");

  await using pool = openPool(web.pageUrl);
  const pages = await readOn(() => requestPage(pool), signal);
  expect(pages.size, "versions of the page").toBeGreaterThanOrEqual(GENERATIONS_MIN);
  const rotations = await sidecar.metric("log_sidecar_tick_rotations_total");
  expect(rotations).toBeGreaterThanOrEqual(GENERATIONS_MIN - 1);
  expect(await sidecar.metric("log_sidecar_ticks_total")).toBeGreaterThan(1_000);
});

it("has a whole page for whoever reads the volume itself, at every instant", async ({ signal }) => {
  await using volume = await folderVolume();
  await using sidecar = await startApp("log-sidecar", { volume, environment: FRENZY });
  await expect.poll(() => sidecar.probe("/readyz"), PATIENT).toBe("200 ok");

  await readOn(async () => {
    const page = await readFile(join(volume.source, "index.html"), "utf8");
    // The kernel does not promise a reader that it sees an append as a whole.
    return page.slice(0, page.lastIndexOf("\n") + 1);
  }, signal);
});

/** Has readers read strictly, all at once, until they have seen enough. @returns what they saw */
async function readOn(
  read: () => Promise<string>,
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  let reads = 0;
  const pages = new Set<string>();
  const generations = new Set<number>();
  const readAlong = async (): Promise<void> => {
    let newestMs = 0;
    while (reads < READS_MIN || generations.size < GENERATIONS_MIN) {
      signal.throwIfAborted();
      const page = await read();
      const [firstMs = Number.NaN, ...laterMs] = readTicks(page);
      const lastMs = laterMs.at(-1) ?? firstMs;
      expect(lastMs, "time of the last line, after a page before").toBeGreaterThanOrEqual(newestMs);
      newestMs = lastMs;
      reads++;
      pages.add(page);
      generations.add(firstMs);
    }
  };
  await Promise.all(Array.from({ length: READERS }, readAlong));
  return pages;
}

function openPool(url: string): Pool & AsyncDisposable {
  const timeouts = { headersTimeout: ANSWER_MS_MAX, bodyTimeout: ANSWER_MS_MAX };
  const pool = new Pool(url, { connections: READERS, ...timeouts });
  return Object.assign(pool, { [Symbol.asyncDispose]: () => pool.destroy() });
}

async function requestPage(pool: Pool): Promise<string> {
  const { statusCode, headers, body } = await pool.request({ method: "GET", path: "/" });
  const bytes = Buffer.from(await body.arrayBuffer());
  expect([statusCode, headers["content-length"]]).toEqual([200, String(bytes.length)]);
  return bytes.toString();
}
