import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { AppContainer } from "./app-container.ts";
import { PATIENT } from "../patience.ts";
import { readTicks } from "../read-ticks.ts";
import { startApp } from "./start-app.ts";
import { folderVolume } from "./volumes.ts";

describe("main-web, told to stop", () => {
  it("goes on serving for a while, not ready, and then ends well", async () => {
    await using volume = await folderVolume();
    await writeFile(join(volume.source, "index.html"), "a page\n");
    await using web = await startApp("main-web", { volume });
    await expect.poll(() => web.probe("/readyz"), PATIENT).toBe("200 ok");

    const lookOn = async (): Promise<void> => {
      await expect.poll(() => web.probe("/readyz"), PATIENT).toBe("503 draining");
      const response = await fetch(web.pageUrl);
      expect([response.status, response.headers.get("connection")]).toEqual([200, "close"]);
      expect(await response.text()).toBe("a page\n");
    };
    const [exitCode] = await Promise.all([web.stop(), lookOn()]);
    expect(exitCode).toBe(0);
    const tookMs = await drainMs(web);
    expect(tookMs).toBeGreaterThan(4_900);
    expect(tookMs).toBeLessThan(15_000);
  });

  it("ends at once, and not well, when it is told twice", async () => {
    await using volume = await folderVolume();
    const environment = { SHUTDOWN_DELAY: "10m" };
    await using web = await startApp("main-web", { volume, environment });

    await web.kill("SIGTERM");
    await expect.poll(() => web.probe("/readyz"), PATIENT).toBe("503 draining");
    await web.kill("SIGTERM");
    expect(await web.ended()).toBe(1);
  });

  it("waits for a slow client no longer than DRAIN_TIMEOUT", async () => {
    await using volume = await folderVolume();
    await writeFile(join(volume.source, "index.html"), `${"x".repeat(8 * 2 ** 20)}\n`);
    const environment = { SHUTDOWN_DELAY: "0s", DRAIN_TIMEOUT: "2s" };
    await using web = await startApp("main-web", { volume, environment });
    await expect.poll(() => web.probe("/readyz"), PATIENT).toBe("200 ok");

    const client = connect(Number(new URL(web.pageUrl).port), "127.0.0.1");
    using _closed = { [Symbol.dispose]: () => client.destroy() };
    // Asks for more than the buffers on the way can hold, and does not read on.
    client.on("error", () => {}).write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".repeat(16));
    await once(client, "readable");
    expect(await web.stop()).toBe(0);
    expect(await web.logged("cut connections that were still open")).toMatchObject([
      { connections: 1 },
    ]);
    const tookMs = await drainMs(web);
    expect(tookMs).toBeGreaterThan(1_900);
    expect(tookMs).toBeLessThan(10_000);
  });
});

describe("log-sidecar, told to stop", () => {
  it("ends well and at once, after a whole line", async () => {
    await using volume = await folderVolume();
    await using web = await startApp("main-web", { volume });
    const environment = { TICK_INTERVAL: "1ms" };
    await using sidecar = await startApp("log-sidecar", { volume, environment });
    await expect.poll(() => web.probe("/readyz"), PATIENT).toBe("200 ok");

    expect(await sidecar.stop()).toBe(0);
    expect(await drainMs(sidecar)).toBeLessThan(5_000);
    expect(readTicks(await web.page()).length).toBeGreaterThan(0);
  });
});

/** From the times in the log, as it does not matter here how long the engine takes. */
async function drainMs(container: AppContainer): Promise<number> {
  const [draining] = await container.logged("draining");
  const [stopped] = await container.logged("stopped");
  return Date.parse(stopped?.time ?? "") - Date.parse(draining?.time ?? "");
}
