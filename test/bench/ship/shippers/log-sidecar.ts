import { join } from "node:path";
import { tmpdir } from "node:os";
import { fileURLToPath } from "node:url";
import type { Codec } from "../../../../apps/log-sidecar/src/chunk/chunk-key.ts";
import { runCommand } from "../../../engine/run-command.ts";
import type { Job, Shipper } from "../shipper.ts";

const PROGRAM = fileURLToPath(new URL("../../../../apps/log-sidecar/src/main.ts", import.meta.url));

/** As in the image (see apps/log-sidecar/Dockerfile), where the old space is half of 128 MiB. */
const NODE_FLAGS = [
  "--no-opt",
  "--no-maglev",
  "--optimize-for-size",
  "--max-old-space-size=64",
  "--max-semi-space-size=2",
];

/** The image has its modules compiled: without, the TypeScript parser stays in memory. */
const COMPILE_CACHE = join(tmpdir(), `sidecar-pair-compile-cache-${process.getuid?.() ?? 0}`);

export type Destination = "put" | "s3" | "file";

const URL_OF: Readonly<Record<Destination, (job: Job) => string>> = {
  put: ({ httpPort }) => `http://127.0.0.1:${httpPort}/logs/?method=put`,
  s3: ({ httpPort }) => `s3://logs/?endpoint=http://127.0.0.1:${httpPort}&region=us-east-1`,
  file: ({ memory }) => `file://${memory}`,
};

/** log-sidecar as its image runs it, with the settings that it has by default. */
export function logSidecar(codec: Codec, to: Destination): Shipper {
  return {
    name: `log-sidecar, ${codec}, ${to}`,
    program: { name: process.execPath, from: "npm ci" },
    isOnce: true,
    isLive: to !== "file",
    isToFolder: to === "file",
    prepare: async (job) => {
      const env = { NODE_COMPILE_CACHE: COMPILE_CACHE, NODE_ENV: "production" };
      const options = { env: { ...process.env, ...env } };
      await runCommand([process.execPath, ...NODE_FLAGS, PROGRAM, "--version"], options);
      return {
        command: [process.execPath, ...NODE_FLAGS, PROGRAM],
        env: {
          ...env,
          TICK_FILE: join(job.volume, "index.html"),
          TICK_INTERVAL: "off",
          COLLECT: "*.log",
          SHIP_TO: URL_OF[to](job),
          SHIP_COMPRESSION: codec,
          STATE_DIR: ".log-sidecar",
          MANAGEMENT_PORT: "off",
          LOG_LEVEL: "warn",
          POD_NAME: "bench",
          AWS_ACCESS_KEY_ID: "key",
          AWS_SECRET_ACCESS_KEY: "secret",
          ...(job.isLive ? { SHIP_MAX_AGE: "1s", DRAIN_TIMEOUT: "1s" } : { ONCE: "true" }),
        },
      };
    },
  };
}
