import { basename, dirname } from "node:path";
import { setInterval } from "node:timers/promises";
import type { Logger } from "@sidecar-pair/runtime/logger.ts";
import { watch } from "chokidar";
import type { PageStore } from "./page-store.ts";

/** How late a change is seen where the watcher does not reach, e.g. on network volumes. */
const RECHECK_MS = 1_000;

/**
 * Keeps the store fresh: told by the watcher at once, and by a slow look at the file's state.
 *
 * @returns a promise that settles when `stop` has aborted and nothing is watched any more
 */
export async function watchPage(
  path: string,
  store: PageStore,
  { logger, stop }: { readonly logger: Logger; readonly stop: AbortSignal },
): Promise<void> {
  const folder = dirname(path);
  const name = basename(path);
  await using watcher = disposable(
    watch(folder, {
      depth: 0,
      ignoreInitial: true,
      // A rename over the page is one event less to wait for.
      atomic: false,
      // The volume may hold a thousand other logs, which are no business of this container.
      ignored: (candidate) => candidate !== folder && basename(candidate) !== name,
    }),
  );
  watcher.on("all", () => store.refresh());
  watcher.once("error", (error) => {
    logger.warn({ err: error, recheckMs: RECHECK_MS }, "watcher failed, looking now and then");
    watcher.on("error", () => {});
  });
  store.refresh();
  try {
    for await (const _ of setInterval(RECHECK_MS, undefined, { signal: stop })) {
      await store.refreshIfChanged();
    }
  } catch (error) {
    if (!stop.aborted) throw error;
  }
}

function disposable<W extends { close(): Promise<void> }>(watcher: W): W & AsyncDisposable {
  return Object.assign(watcher, { [Symbol.asyncDispose]: () => watcher.close() });
}
