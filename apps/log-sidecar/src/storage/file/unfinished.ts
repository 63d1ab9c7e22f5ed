import { randomUUID } from "node:crypto";
import { readdir, rm, stat } from "node:fs/promises";
import { join } from "node:path";

/** Names of files that are being written; a listing leaves them out. */
const UNFINISHED = ".unfinished-";
/** Whoever writes one is done in seconds, or was killed. */
const LEFT_BEHIND_MS = 3_600_000;

export function unfinishedName(): string {
  return UNFINISHED + randomUUID();
}

export function isUnfinished(name: string): boolean {
  return name.startsWith(UNFINISHED);
}

/** Removes what was left in a folder by processes that were killed; what is younger may be in use. */
export async function sweepUnfinished(folder: string, nowMs: number): Promise<void> {
  for (const name of (await readdir(folder)).filter(isUnfinished)) {
    const path = join(folder, name);
    const file = await stat(path).catch(() => undefined);
    if (file !== undefined && nowMs - file.mtimeMs > LEFT_BEHIND_MS)
      await rm(path, { force: true });
  }
}
