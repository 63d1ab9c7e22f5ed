import { rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { freePort } from "@sidecar-pair/runtime/free-port.ts";
import { createLogger } from "@sidecar-pair/runtime/logger.ts";
import { temporaryFolder } from "@sidecar-pair/runtime/temporary-folder.ts";
import { expect } from "vitest";
import type { Config } from "../config.ts";
import { BASE_CONFIG } from "../start-test-web.ts";
import { startWeb } from "../start-web.ts";

export const PREAMBLE = "<!doctype html><pre>\n";

/** main-web on a folder of its own, without a page at first; for tests. */
export async function startServer(settings: Partial<Config> = {}) {
  const folder = await temporaryFolder();
  const managementPort = await freePort();
  const service = await startWeb(
    {
      ...BASE_CONFIG,
      webRoot: folder.path,
      managementPort,
      maxPageAgeMs: undefined,
      ...settings,
    },
    { logger: createLogger("main-web", "silent"), version: "0.0.0" },
  );
  const page = join(folder.path, "index.html");
  const url = `http://127.0.0.1:${service.port}`;
  const served = async (): Promise<string> => await (await fetch(url)).text();
  const drain = (): Promise<boolean> => service.drain(AbortSignal.timeout(60_000));
  return {
    url,
    port: service.port,
    page,
    events: `${url}/events`,
    /** Has a page of these lines served. */
    show: async (lines: string): Promise<void> => {
      await writeFile(`${page}.next`, PREAMBLE + lines);
      await rename(`${page}.next`, page);
      await expect.poll(served).toBe(PREAMBLE + lines);
    },
    metric: async (name: string): Promise<number> => {
      const text = await (await fetch(`http://127.0.0.1:${managementPort}/metrics`)).text();
      return Number(new RegExp(`^${name} (.*)$`, "m").exec(text)?.[1]);
    },
    drain,
    [Symbol.asyncDispose]: async () => {
      await drain();
      await folder[Symbol.asyncDispose]();
    },
  };
}
