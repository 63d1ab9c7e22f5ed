import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { EngineContext } from "../engine-context.ts";
import { runCommand } from "../run-command.ts";
import { renderSources } from "./debian-mirror.ts";
import { renderPrivateApt } from "./private-apt.ts";
import { readDebianMirror } from "./read-debian-mirror.ts";

const TIMEOUT_MS = 30 * 60_000;

/**
 * Unpacks packages of another suite below `folder`/root and resolves with that path. Nothing is
 * installed and the system's apt does not learn of the suite; signatures are checked as always.
 */
export async function downloadPackages(
  context: EngineContext,
  suite: string,
  packages: readonly string[],
  folder: string,
): Promise<string> {
  await rm(folder, { recursive: true, force: true });
  const root = join(folder, "root");
  for (const path of ["state/lists/partial", "cache/archives/partial", "debs", "root"]) {
    await mkdir(join(folder, path), { recursive: true });
  }
  await writeFile(join(folder, "status"), "");
  await writeFile(join(folder, "private.sources"), renderSources(await readDebianMirror(), suite));
  await writeFile(join(folder, "apt.conf"), renderPrivateApt(folder));

  const debs = join(folder, "debs");
  const options = {
    ...context,
    timeoutMs: TIMEOUT_MS,
    cwd: debs,
    env: { ...context.env, APT_CONFIG: join(folder, "apt.conf") },
  };
  await runCommand(["apt-get", "--quiet", "update"], options);
  await runCommand(["apt-get", "--quiet", "download", ...packages], options);
  for (const name of await readdir(debs)) {
    await runCommand(["dpkg-deb", "--extract", name, root], options);
  }
  return root;
}
