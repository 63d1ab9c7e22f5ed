import { readFile } from "node:fs/promises";
import { installPackages } from "../../engine/apt/install-packages.ts";
import { createContext } from "../../engine/engine-context.ts";
import { mayInstall } from "../../engine/may-install.ts";

const PACKAGES = ["nginx-light", "wrk", "busybox"];

/** Root on Debian gets the tools of the bench installed; others are told by what fails to start. */
export async function ensureTools(): Promise<void> {
  const osRelease = await readFile("/etc/os-release", "utf8").catch(() => "");
  const context = createContext({});
  const machine = { userId: process.getuid?.(), osRelease, env: context.env };
  if (mayInstall(machine)) await installPackages(context, PACKAGES);
}
