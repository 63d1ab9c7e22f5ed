import { runUntilStopped } from "@sidecar-pair/runtime/lifecycle.ts";
import { createLogger } from "@sidecar-pair/runtime/logger.ts";
import type { Program } from "@sidecar-pair/runtime/run-program.ts";
import { EXIT_OK } from "@sidecar-pair/runtime/exit-code.ts";
import packageJson from "../package.json" with { type: "json" };
import { canaryFolder } from "./chunk/chunk-key.ts";
import { conflictsOf, settings } from "./config.ts";
import { shipOnce } from "./ship/ship-once.ts";
import { startSidecar } from "./start-sidecar.ts";
import { status } from "./status/status.ts";
import { tryStorage } from "./status/try-storage.ts";
import { cat } from "./verify/cat.ts";
import { ls } from "./verify/ls.ts";
import { verify } from "./verify/verify.ts";

export const program: Program<typeof settings> = {
  name: "log-sidecar",
  summary: "writes a timestamp line into a page on a shared volume, and ships log files.",
  version: packageJson.version,
  settings,
  conflicts: conflictsOf,
  run: async (config, { stop, env }) => {
    const logger = createLogger("log-sidecar", config.logLevel);
    if (config.once) return await shipOnce(config, { logger, env, stop });
    const { drainTimeoutMs } = config;
    const start = () => startSidecar(config, { logger, env, version: packageJson.version });
    return await runUntilStopped({ logger, stop, drainTimeoutMs, start });
  },
  check: async ({ shipTo, podNamespace, podName }, context) => {
    if (shipTo === undefined) return EXIT_OK;
    const pod = { namespace: podNamespace, pod: podName };
    return await tryStorage(shipTo, canaryFolder(pod), context);
  },
  commands: { status, verify, cat, ls },
};
