import { type ChildProcess, type StdioOptions, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { freePort } from "@sidecar-pair/runtime/free-port.ts";

export interface StartedProgram extends AsyncDisposable {
  readonly child: ChildProcess;
  /** Of its management port. */
  readonly url: string;
  readonly storage: string;
  /** Resolves with exit code and signal once the process has ended. */
  readonly ended: Promise<unknown>;
}

export type ProgramName = "main-web" | "log-sidecar";

export interface StartOptions {
  readonly folder: string;
  readonly stdio: StdioOptions;
  readonly env?: Readonly<Record<string, string>>;
  /** Around the command of the program. @default the command itself */
  readonly wrap?: (command: readonly string[]) => readonly string[];
}

/** Starts one of the two programs as its container would, with these standard streams. */
export async function startProgram(
  name: ProgramName,
  { folder, stdio, env = {}, wrap = (command) => command }: StartOptions,
): Promise<StartedProgram> {
  const volume = join(folder, "volume");
  const storage = join(folder, "storage");
  for (const each of [volume, storage]) await mkdir(each, { recursive: true });
  const managementPort = await freePort();
  const main = fileURLToPath(new URL(`../../apps/${name}/src/main.ts`, import.meta.url));
  const [file = "", ...args] = wrap([process.execPath, main]);
  const child = spawn(file, args, {
    stdio,
    env: {
      PATH: process.env["PATH"],
      HOST: "127.0.0.1",
      MANAGEMENT_PORT: String(managementPort),
      PORT: "0",
      WEB_ROOT: volume,
      SHUTDOWN_DELAY: "0s",
      SIDECAR_URL: "off",
      TICK_FILE: join(volume, "index.html"),
      TICK_INTERVAL: "100ms",
      SHIP_TO: `file://${storage}`,
      SHIP_MAX_AGE: "200ms",
      LOG_LEVEL: "debug",
      ...env,
    },
  });
  const ended = once(child, "exit");
  return {
    child,
    url: `http://127.0.0.1:${managementPort}`,
    storage,
    ended,
    [Symbol.asyncDispose]: async () => {
      child.kill("SIGKILL");
      await ended;
    },
  };
}
