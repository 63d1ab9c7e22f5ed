import { fileURLToPath } from "node:url";
import { freePort } from "@sidecar-pair/runtime/free-port.ts";
import type { TestServer } from "./server.ts";
import { startProcess } from "./start-process.ts";

const PROGRAM = fileURLToPath(new URL("../../apps/main-web/src/main.ts", import.meta.url));

/** The flags of the image (see apps/main-web/Dockerfile). */
const NODE_FLAGS = ["--max-old-space-size=64", "--max-semi-space-size=2"];

/** Starts main-web on `folder`, as its image does. */
export async function startMainWeb(folder: string, core?: number): Promise<TestServer> {
  const port = await freePort();
  return await startProcess({
    name: "main-web",
    port,
    core,
    command: [process.execPath, ...NODE_FLAGS, PROGRAM],
    env: {
      WEB_ROOT: folder,
      HOST: "127.0.0.1",
      PORT: String(port),
      MANAGEMENT_PORT: "off",
      SHUTDOWN_DELAY: "0s",
      DRAIN_TIMEOUT: "1s",
      LOG_LEVEL: "error",
    },
  });
}
