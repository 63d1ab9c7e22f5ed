import { basename, dirname } from "node:path";

export interface Folders {
  readonly storage: string;
  readonly stateDir: string;
}

/** What a path of the sidecar is for, so that a step keeps its name from run to run. */
export function kindOfPath(path: string, { storage, stateDir }: Folders): string {
  if (path.startsWith(`${stateDir}/pins`)) return "pin";
  if (path.startsWith(`${stateDir}/checkpoints`)) return "checkpoint";
  if (path.startsWith(stateDir)) return "state";
  if (!path.startsWith(storage)) return "other";
  const name = basename(path);
  if (name.startsWith(".unfinished-")) return "unfinished";
  if (name === "chain.json") return "claim";
  if (name.endsWith(".gap.json")) return "gap";
  if (/^\d{20}\./.test(name)) return "chunk";
  return basename(dirname(path)) === "pod" ? "generation" : "folder";
}
