import { stat } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { setInterval } from "node:timers/promises";
import type { Logger } from "@sidecar-pair/runtime/logger.ts";
import { type FSWatcher, watch } from "chokidar";
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
  await using watcher = new FolderWatcher(path, logger, () => store.refresh());
  await watcher.follow();
  store.refresh();
  try {
    for await (const _ of setInterval(RECHECK_MS, undefined, { signal: stop })) {
      await watcher.follow();
      await store.refreshIfChanged();
    }
  } catch (error) {
    if (!stop.aborted) throw error;
  }
}

/** Watches the folder that stands at a path: the one that comes later, or takes its place, is another. */
class FolderWatcher implements AsyncDisposable {
  readonly #folder: string;
  readonly #start: () => FSWatcher;
  #watcher: FSWatcher | undefined;
  /** Of the folder that is watched. */
  #identity: string | undefined;

  constructor(path: string, logger: Logger, changed: () => void) {
    this.#folder = dirname(path);
    this.#start = () => watchOnly(path, logger).on("all", changed);
  }

  /** Begins to watch, or begins anew if it is another folder than before. */
  async follow(): Promise<void> {
    const state = await stat(this.#folder, { bigint: true }).catch(() => undefined);
    // Its number alone would not do: file systems give it to the next one.
    const identity = state && `${state.dev}:${state.ino}:${state.birthtimeNs}`;
    if (identity === undefined || identity === this.#identity) return;
    await this.#watcher?.close();
    this.#identity = identity;
    this.#watcher = this.#start();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#watcher?.close();
  }
}

function watchOnly(path: string, logger: Logger): FSWatcher {
  const folder = dirname(path);
  const name = basename(path);
  const watcher = watch(folder, {
    depth: 0,
    ignoreInitial: true,
    // A rename over the page is one event less to wait for.
    atomic: false,
    // The volume may hold a thousand other logs, which are no business of this container.
    ignored: (candidate) => candidate !== folder && basename(candidate) !== name,
  });
  watcher.once("error", (error) => {
    logger.warn({ err: error, recheckMs: RECHECK_MS }, "watcher failed, looking now and then");
    watcher.on("error", () => {});
  });
  return watcher;
}
