import { homedir } from "node:os";
import { join } from "node:path";

/** Where the engine keeps its log, pid, lock and downloads: one folder per user, safe to delete. */
export function stateFolderOf(env: Readonly<NodeJS.ProcessEnv>): string {
  const cacheFolder = env["XDG_CACHE_HOME"] || join(env["HOME"] || homedir(), ".cache");
  return join(cacheFolder, "sidecar-pair-engine");
}
