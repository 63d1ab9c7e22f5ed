import { access, mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { EngineContext } from "../engine-context.ts";
import { renderContainersConf } from "./containers-conf.ts";
import { parseProcessLimits } from "./process-limits.ts";

/** Writes a private containers.conf and names it. A file the caller named is respected. */
export async function podmanEnv(context: EngineContext): Promise<Readonly<Record<string, string>>> {
  if (context.env["CONTAINERS_CONF"]) return {};
  const path = join(context.stateFolder, "containers.conf");
  const limits = parseProcessLimits(
    await readFile("/proc/self/limits", "utf8"),
    await readFile("/proc/sys/kernel/pid_max", "utf8"),
  );
  const hasSystemd = await exists("/run/systemd/system");
  const text = renderContainersConf({ ...limits, hasSystemd });
  // Another run's podman may be reading the file: it is written when it has to change, not before.
  if ((await readFile(path, "utf8").catch(() => "")) !== text) {
    await mkdir(context.stateFolder, { recursive: true });
    await writeFile(path, text);
  }
  return { CONTAINERS_CONF: path };
}

async function exists(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  );
}
