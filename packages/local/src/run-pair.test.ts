import { readFile, readdir } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { freePort } from "@sidecar-pair/runtime/free-port.ts";
import { listen } from "@sidecar-pair/runtime/listen.ts";
import { temporaryFolder } from "@sidecar-pair/runtime/temporary-folder.ts";
import { describe, expect, it } from "vitest";
import type { Config } from "./config.ts";
import { runPair } from "./run-pair.ts";

async function configIn(volume: string): Promise<Config> {
  return {
    port: await freePort(),
    webManagementPort: await freePort(),
    sidecarManagementPort: await freePort(),
    volume,
    storage: join(volume, "..", "storage"),
  };
}

describe("npm start", () => {
  it("serves the page, shows both logs, and stops main-web before log-sidecar", async () => {
    await using folder = await temporaryFolder();
    const config = await configIn(join(folder.path, "volume"));
    const controller = new AbortController();
    let output = "";
    const exit = runPair(config, {
      stop: controller.signal,
      env: { ...process.env, TICK_INTERVAL: "100ms" },
      print: (text) => (output += text),
      colorize: false,
    });
    await expect.poll(() => output).toContain(`http://localhost:${config.port}/`);
    const page = await (await fetch(`http://127.0.0.1:${config.port}/`)).text();
    expect(await readFile(join(config.volume, "index.html"), "utf8")).toContain(page);
    controller.abort("SIGINT");
    expect(await exit).toBe(0);
    const shipped = await readdir(config.storage, { recursive: true });
    expect(shipped.filter((name) => name.endsWith(".log.zst")).length).toBeGreaterThan(0);
    expect(output).toMatch(
      /log-sidecar \| .*started.*main-web {4}\| .*started.*main-web {4}\| .*stopped.*log-sidecar \| .*stopped/s,
    );
  });

  it("says which of the two ended on its own, stops the other, and fails", async () => {
    await using folder = await temporaryFolder();
    const config = await configIn(join(folder.path, "volume"));
    const taken = createServer();
    await listen(taken, { host: "127.0.0.1", port: config.port });
    let output = "";
    const code = await runPair(config, {
      stop: new AbortController().signal,
      env: process.env,
      print: (text) => (output += text),
      colorize: false,
    });
    await new Promise((done) => taken.close(done));
    expect(code).toBe(1);
    expect(output).toContain("EADDRINUSE");
    expect(output).toContain("main-web ended on its own (exit code 1)");
    expect(output).toMatch(/log-sidecar \| .*stopped/);
    expect(output).not.toContain("Ctrl-C");
  });

  it("shows what is wrong with a setting of a container", async () => {
    await using folder = await temporaryFolder();
    let output = "";
    const code = await runPair(await configIn(join(folder.path, "volume")), {
      stop: new AbortController().signal,
      env: { ...process.env, TICK_INTERVAL: "soon" },
      print: (text) => (output += text),
      colorize: false,
    });
    expect(code).toBe(1);
    expect(output).toContain("log-sidecar |   TICK_INTERVAL: Expected `off` or a duration");
  });
});
