import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { createLogger } from "@sidecar-pair/runtime/logger.ts";
import { temporaryFolder } from "@sidecar-pair/runtime/temporary-folder.ts";
import type { Config } from "./config.ts";
import { startWeb } from "./start-web.ts";

export const PAGE = "<!doctype html><pre>\none\n";

export const BASE_CONFIG: Omit<Config, "webRoot"> = {
  host: "127.0.0.1",
  port: 0,
  managementPort: undefined,
  maxPageAgeMs: 30_000,
  sidecarUrl: undefined,
  liveClientsMax: 100,
  shutdownDelayMs: 0,
  drainTimeoutMs: 1_000,
  accessLogRatio: 0,
  logLevel: "silent",
};

/** main-web on a folder of its own; `page` is where its page belongs. For tests. */
export async function startServer(settings: Partial<Config> = {}) {
  const folder = await temporaryFolder();
  const webRoot = join(folder.path, "volume");
  await mkdir(webRoot);
  const service = await startWeb(
    { ...BASE_CONFIG, webRoot, ...settings },
    { logger: createLogger("main-web", "silent"), version: "0.0.0" },
  );
  const drain = (): Promise<boolean> => service.drain(AbortSignal.timeout(60_000));
  return {
    folder: webRoot,
    page: join(webRoot, "index.html"),
    port: service.port,
    url: `http://127.0.0.1:${service.port}/`,
    drain,
    [Symbol.asyncDispose]: async () => {
      await drain();
      await folder[Symbol.asyncDispose]();
    },
  };
}

export async function bodyOf(url: string): Promise<string> {
  return await (await fetch(url)).text();
}
