import { runUntilStopped } from "@sidecar-pair/runtime/lifecycle.ts";
import { createLogger } from "@sidecar-pair/runtime/logger.ts";
import type { Program } from "@sidecar-pair/runtime/run-program.ts";
import packageJson from "../package.json" with { type: "json" };
import { settings } from "./config.ts";
import { startWeb } from "./start-web.ts";

export const program: Program<typeof settings> = {
  name: "main-web",
  summary: "serves index.html from a volume shared with a sidecar.",
  version: packageJson.version,
  settings,
  run: async (config, { stop }) => {
    const logger = createLogger("main-web", config.logLevel);
    return await runUntilStopped({
      logger,
      stop,
      drainTimeoutMs: config.shutdownDelayMs + config.drainTimeoutMs,
      start: () => startWeb(config, { logger, version: packageJson.version }),
    });
  },
};
