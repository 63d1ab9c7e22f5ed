import { fileURLToPath } from "node:url";
import { freePort } from "@sidecar-pair/runtime/free-port.ts";
import type { TestServer } from "./server.ts";
import { startProcess } from "./start-process.ts";

/** The usual static servers of Node.js. */
export type NodePeer = "express" | "sirv" | "serve";

const LABELS: Readonly<Record<NodePeer, string>> = {
  express: "express.static",
  sirv: "sirv",
  serve: "serve",
};

export async function startNodePeer(
  peer: NodePeer,
  folder: string,
  options: { readonly core?: number | undefined; readonly mode?: "dev" } = {},
): Promise<TestServer> {
  const port = await freePort();
  const program = fileURLToPath(new URL(`peers/${peer}.ts`, import.meta.url));
  const args = [folder, String(port), ...(options.mode === undefined ? [] : [options.mode])];
  return await startProcess({
    name: LABELS[peer],
    port,
    core: options.core,
    command: [process.execPath, program, ...args],
    env: { NODE_ENV: "production" },
  });
}

export async function startBusybox(folder: string, core?: number): Promise<TestServer> {
  const port = await freePort();
  const command = ["busybox", "httpd", "-f", "-p", `127.0.0.1:${port}`, "-h", folder] as const;
  return await startProcess({ name: "busybox httpd", port, core, command: [...command] });
}
