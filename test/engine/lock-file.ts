import { randomUUID } from "node:crypto";
import { link, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import type { EngineContext } from "./engine-context.ts";
import { EngineSetupError } from "./errors.ts";
import { isRunning } from "./is-running.ts";
import { waitUntil } from "./wait-until.ts";

/** An installation from nothing takes two minutes; this is a slow one, several times over. */
const PATIENCE_MS = 2 * 60 * 60_000;

/**
 * Holds a file with our pid until disposed, so that two test runs do not install and start at the
 * same time. A lock whose process is gone is taken over. It does not protect against two waiters
 * that find the same stale lock within the same microseconds: apt and dockerd have their own locks.
 */
export async function takeLock(path: string, context: EngineContext): Promise<AsyncDisposable> {
  await mkdir(dirname(path), { recursive: true });
  // A link appears at once with its content; a file that is created and then written does not.
  const ownFile = `${path}.${randomUUID()}`;
  await writeFile(ownFile, `${process.pid}\n`);
  let saidWaiting = false;
  try {
    const taken = await waitUntil(
      async () => {
        const holder = await linkOrReadHolder(ownFile, path);
        if (holder === undefined) return true;
        if (!isRunning(holder)) {
          await rm(path, { force: true });
        } else if (!saidWaiting) {
          context.log(`engine: waiting for process ${holder}, which sets it up`);
          saidWaiting = true;
        }
        return false;
      },
      { signal: context.signal, timeoutMs: PATIENCE_MS },
    );
    if (!taken) throw new EngineSetupError(`Expected the lock ${path} to be released, got no end`);
  } finally {
    await rm(ownFile, { force: true });
  }
  return { [Symbol.asyncDispose]: async () => await rm(path, { force: true }) };
}

/** The pid of the lock's holder, or undefined when the lock is now ours. */
async function linkOrReadHolder(ownFile: string, path: string): Promise<number | undefined> {
  try {
    await link(ownFile, path);
    return undefined;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    // Gone again between the two calls: no process has pid 0, so the next round tries anew.
    return Number(await readFile(path, "utf8").catch(() => "0"));
  }
}
