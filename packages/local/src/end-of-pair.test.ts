import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { freePort } from "@sidecar-pair/runtime/free-port.ts";
import { temporaryFolder } from "@sidecar-pair/runtime/temporary-folder.ts";
import { describe, expect, it } from "vitest";

const MAIN = fileURLToPath(new URL("main.ts", import.meta.url));

/** @returns undefined while nobody answers there */
async function pidAt(port: number): Promise<number | undefined> {
  try {
    const version: unknown = await (await fetch(`http://127.0.0.1:${port}/version`)).json();
    return (version as { readonly pid: number }).pid;
  } catch {
    return undefined;
  }
}

async function isRunning(pid: number): Promise<boolean> {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  return status !== "" && !/^State:\s*Z/m.test(status);
}

describe("npm start", () => {
  it.each([
    // The terminal was closed.
    ["SIGHUP", [0, null]],
    ["SIGTERM", [0, null]],
    ["SIGKILL", [null, "SIGKILL"]],
  ] as const)("leaves nothing running after %s", async (signal, expected) => {
    await using folder = await temporaryFolder();
    const ports = [await freePort(), await freePort(), await freePort()] as const;
    const [port, web, sidecar] = ports;
    const parent = spawn(process.execPath, [MAIN], {
      env: {
        ...process.env,
        PORT: String(port),
        WEB_MANAGEMENT_PORT: String(web),
        SIDECAR_MANAGEMENT_PORT: String(sidecar),
        VOLUME: join(folder.path, "volume"),
        STORAGE: join(folder.path, "storage"),
      },
      stdio: ["ignore", "pipe", "inherit"],
    });
    const ended = once(parent, "exit");
    const output = text(parent.stdout);
    await expect
      .poll(async () => [await pidAt(web), await pidAt(sidecar)])
      .not.toContain(undefined);
    const pids = [(await pidAt(web)) ?? 0, (await pidAt(sidecar)) ?? 0];
    parent.kill(signal);
    expect(await ended).toEqual(expected);
    await expect.poll(async () => await Promise.all(pids.map(isRunning))).toEqual([false, false]);
    await output;
  });
});
