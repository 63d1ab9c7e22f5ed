import { readFile, readdir } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { freePort } from "@sidecar-pair/runtime/free-port.ts";
import { listen } from "@sidecar-pair/runtime/listen.ts";
import { temporaryFolder } from "@sidecar-pair/runtime/temporary-folder.ts";
import { describe, expect, it } from "vitest";
import type { Config } from "./config.ts";
import type { ContainerName } from "./container-environments.ts";
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

async function runToEnd(
  config: Config,
  env: Readonly<Record<string, string>> = {},
): Promise<[code: number, output: string]> {
  let output = "";
  const code = await runPair(config, {
    stop: new AbortController().signal,
    env: { ...process.env, ...env },
    print: (text) => (output += text),
    colorize: false,
  });
  return [code, output];
}

/** By its management port. */
async function pidOf(config: Config, name: ContainerName): Promise<number> {
  const port = name === "main-web" ? config.webManagementPort : config.sidecarManagementPort;
  const version: unknown = await (await fetch(`http://127.0.0.1:${port}/version`)).json();
  return (version as { readonly pid: number }).pid;
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

  it.each([
    ["port", "PORT"],
    ["webManagementPort", "WEB_MANAGEMENT_PORT"],
    ["sidecarManagementPort", "SIDECAR_MANAGEMENT_PORT"],
  ] as const)("says in one line that %s is in use, and writes nothing", async (key, setting) => {
    await using folder = await temporaryFolder();
    const config = await configIn(join(folder.path, "volume"));
    const taken = createServer();
    await listen(taken, { host: "127.0.0.1", port: config[key] });
    const [code, output] = await runToEnd(config);
    await new Promise((done) => taken.close(done));
    expect(code).toBe(1);
    expect(output).toBe(
      `Port ${config[key]} is in use: set ${setting} to another port, or stop the program that uses it (EADDRINUSE).\n`,
    );
    expect(await readdir(folder.path)).toEqual([]);
  });

  it.each(["main-web", "log-sidecar"] as const)(
    "says which signal ended %s, stops the other, and fails",
    async (name) => {
      await using folder = await temporaryFolder();
      const config = await configIn(join(folder.path, "volume"));
      let output = "";
      const exit = runPair(config, {
        stop: new AbortController().signal,
        env: process.env,
        print: (text) => (output += text),
        colorize: false,
      });
      await expect.poll(() => output).toContain("Ctrl-C");
      process.kill(await pidOf(config, name), "SIGKILL");
      expect(await exit).toBe(1);
      expect(output).toContain(`\n${name} was ended by SIGKILL\n`);
      const other = name === "main-web" ? "log-sidecar" : "main-web";
      expect(output).toMatch(new RegExp(`${other} +\\| .*stopped`));
    },
  );

  it("shows what is wrong with a setting of a container", async () => {
    await using folder = await temporaryFolder();
    const config = await configIn(join(folder.path, "volume"));
    const [code, output] = await runToEnd(config, { TICK_INTERVAL: "soon" });
    expect(code).toBe(1);
    expect(output).toContain("log-sidecar ended on its own (exit code 78)");
    expect(output).toContain("log-sidecar |   TICK_INTERVAL: Expected `off` or a duration");
  });
});
