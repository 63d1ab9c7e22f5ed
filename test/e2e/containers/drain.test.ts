import { connect } from "node:net";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, it } from "vitest";
import { PATIENT } from "../patience.ts";
import type { AppContainer } from "./app-container.ts";
import { LoadClient, endpointsOf } from "./load-client.ts";
import { startApp } from "./start-app.ts";
import { folderVolume } from "./volumes.ts";

const CLIENTS = 16;
const SLOW_READERS = 20;
const SHUTDOWN_DELAY_MS = 3_000;
const DRAIN_TIMEOUT_MS = 2_000;
const ENVIRONMENT = {
  SHUTDOWN_DELAY: `${SHUTDOWN_DELAY_MS}ms`,
  DRAIN_TIMEOUT: `${DRAIN_TIMEOUT_MS}ms`,
  // Nobody writes the page here.
  MAX_PAGE_AGE: "off",
};
/** For the last look at the connections, and for a busy machine. */
const SLACK_MS = 2_000;

it("loses no request of clients under load while one instance after the other is replaced", async () => {
  await using volume = await folderVolume();
  await writeFile(join(volume.source, "index.html"), `${"x".repeat(2_000)}\n`);
  const startWeb = (): Promise<AppContainer> =>
    startApp("main-web", { volume, environment: ENVIRONMENT });
  await using first = await startWeb();
  await using second = await startWeb();
  await using endpoints = endpointsOf([first, second]);
  await expect.poll(() => endpoints.ready.length, PATIENT).toBe(2);

  const stop = new AbortController();
  const clients = Array.from({ length: CLIENTS }, () => new LoadClient(endpoints));
  const loading = Promise.all(clients.map((client) => client.load(stop.signal)));
  const answersOf = (web: AppContainer): number =>
    clients.reduce((sum, { answers }) => sum + (answers.get(web.pageUrl) ?? 0), 0);
  await expect.poll(() => answersOf(first), PATIENT).toBeGreaterThan(100);
  await expect.poll(() => answersOf(second), PATIENT).toBeGreaterThan(100);

  expect(await first.stop()).toBe(0);
  await using third = await startWeb();
  endpoints.add(third);
  await expect.poll(() => endpoints.ready, PATIENT).toContain(third);
  expect(await second.stop()).toBe(0);
  await expect.poll(() => answersOf(third), PATIENT).toBeGreaterThan(100);
  stop.abort();
  await loading;

  expect(clients.flatMap(({ failures }) => failures)).toEqual([]);
  for (const gone of [first, second]) {
    expect(await gone.logged("cut connections that were still open")).toEqual([]);
    expect(await drainMs(gone)).toBeLessThan(SHUTDOWN_DELAY_MS + SLACK_MS);
  }
});

it("ends within its budget whatever is still open: slow readers, idle ones, halves of requests", async () => {
  await using volume = await folderVolume();
  await writeFile(join(volume.source, "index.html"), `${"x".repeat(8 * 2 ** 20)}\n`);
  await using web = await startApp("main-web", { volume, environment: ENVIRONMENT });
  await expect.poll(() => web.probe("/readyz"), PATIENT).toBe("200 ok");
  await using clients = new AsyncDisposableStack();
  const request = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";
  const events = request.replace(" / ", " /events ");
  for (const bytes of ["", "GET / HTTP", request, request.repeat(8), events]) {
    for (let count = 0; count < SLOW_READERS; count++) {
      const client = connect(Number(new URL(web.pageUrl).port), "127.0.0.1");
      clients.defer(() => void client.destroy());
      client.on("error", () => {}).write(bytes);
    }
  }
  const reading = 'main_web_connections{state="reading"}';
  await expect.poll(() => web.metric(reading), PATIENT).toBeGreaterThanOrEqual(SLOW_READERS);
  expect(await web.stop()).toBe(0);
  const tookMs = await drainMs(web);
  expect(tookMs).toBeGreaterThan(SHUTDOWN_DELAY_MS + DRAIN_TIMEOUT_MS - 100);
  expect(tookMs).toBeLessThan(SHUTDOWN_DELAY_MS + DRAIN_TIMEOUT_MS + SLACK_MS);
  const [cut] = await web.logged("cut connections that were still open");
  expect(cut?.connections).toBeGreaterThanOrEqual(SLOW_READERS);
});

/** From the times in the log, as it does not matter here how long the engine takes. */
async function drainMs(container: AppContainer): Promise<number> {
  const [draining] = await container.logged("draining");
  const [stopped] = await container.logged("stopped");
  return Date.parse(stopped?.time ?? "") - Date.parse(draining?.time ?? "");
}
