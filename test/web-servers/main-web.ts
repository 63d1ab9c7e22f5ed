import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePort } from "@sidecar-pair/runtime/free-port.ts";
import { runCommand } from "../engine/run-command.ts";
import type { TestServer } from "./server.ts";
import { startProcess } from "./start-process.ts";

const PROGRAM = fileURLToPath(new URL("../../apps/main-web/src/main.ts", import.meta.url));

/** As in the image (see apps/main-web/Dockerfile), where the old space is half of 128 MiB. */
const NODE_FLAGS = ["--no-maglev", "--max-old-space-size=64", "--max-semi-space-size=1"];

/** The image has its modules compiled: without, the TypeScript parser stays in memory. */
const COMPILE_CACHE = join(tmpdir(), `sidecar-pair-compile-cache-${process.getuid?.() ?? 0}`);

/** Starts main-web on `folder`, as its image does. */
export async function startMainWeb(folder: string, core?: number): Promise<TestServer> {
  const port = await freePort();
  const cached = { NODE_COMPILE_CACHE: COMPILE_CACHE };
  await runCommand([process.execPath, ...NODE_FLAGS, PROGRAM, "--version"], {
    env: { ...process.env, ...cached },
  });
  return await startProcess({
    name: "main-web",
    port,
    core,
    command: [process.execPath, ...NODE_FLAGS, PROGRAM],
    env: {
      ...cached,
      MALLOC_ARENA_MAX: "1",
      NODE_ENV: "production",
      WEB_ROOT: folder,
      HOST: "127.0.0.1",
      PORT: String(port),
      MANAGEMENT_PORT: "off",
      SHUTDOWN_DELAY: "0s",
      DRAIN_TIMEOUT: "1s",
      LIVE_CLIENTS_MAX: "1000",
      LOG_LEVEL: "error",
    },
  });
}
