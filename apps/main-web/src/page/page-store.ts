import { stat } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { errorCode } from "@sidecar-pair/runtime/errors.ts";
import { SETTLE_MS, mayBeTorn } from "./may-be-torn.ts";
import { type Page, identityOf } from "./page.ts";
import { readPage } from "./read-page.ts";

export interface PageStoreOptions {
  readonly path: string;
  /** Told the outcome of each look at the file: the error that lasts, or none. */
  readonly looked: (error: unknown) => void;
  readonly stop: AbortSignal;
}

/** The least time between two looks, so that a writer in a frenzy cannot keep the server busy. */
const LOOK_GAP_MS = 50;
/** A page that is missing or torn for longer than a write may take is really so. */
const PATIENCE_MS = SETTLE_MS + 4 * LOOK_GAP_MS;

/** Errors that say that there is no page; after any other the last one is still the best we have. */
const GONE: ReadonlySet<string> = new Set([
  "ENOENT",
  "ENOTDIR",
  "ELOOP",
  "ERR_PAGE_EMPTY",
  "ERR_PAGE_NOT_A_FILE",
  "ERR_PAGE_TOO_LARGE",
]);

/**
 * Holds the newest good version of the page in memory. A page that is missing, empty or torn is
 * looked at again, and the version before it stays until that has lasted a while: a writer that is
 * not atomic does not show.
 */
export class PageStore {
  readonly #options: PageStoreOptions;
  #current: Page | undefined;
  #badSinceMs: number | undefined;
  #looking = false;
  #stale = false;

  constructor(options: PageStoreOptions) {
    this.#options = options;
  }

  /** The page to serve. */
  get current(): Page | undefined {
    return this.#current;
  }

  /** Has the file read soon. Calls that come while it is being read are answered by one read. */
  refresh(): void {
    this.#stale = true;
    if (!this.#looking) void this.#lookWhileStale();
  }

  /** Has the file read if it is not the one that was read last. */
  async refreshIfChanged(): Promise<void> {
    const state = await stat(this.#options.path).catch(() => undefined);
    const unchanged = state !== undefined && identityOf(state) === this.#current?.identity;
    if (!unchanged || this.#badSinceMs !== undefined) this.refresh();
  }

  async #lookWhileStale(): Promise<void> {
    const { stop } = this.#options;
    this.#looking = true;
    while (this.#stale && !stop.aborted) {
      this.#stale = false;
      await this.#look();
      await sleep(LOOK_GAP_MS, undefined, { signal: stop }).catch(() => {});
    }
    this.#looking = false;
  }

  async #look(): Promise<void> {
    const { path, looked } = this.#options;
    try {
      const page = await readPage(path);
      if (mayBeTorn(page, Date.now()) && this.#isPatient()) return;
      this.#current = page;
      this.#badSinceMs = undefined;
      looked(undefined);
    } catch (error) {
      if (this.#isPatient()) return;
      if (GONE.has(errorCode(error))) this.#current = undefined;
      looked(error);
    }
  }

  /** Has the file looked at again before what it looks like now counts. */
  #isPatient(): boolean {
    this.#badSinceMs ??= performance.now();
    const patient = performance.now() - this.#badSinceMs < PATIENCE_MS;
    if (patient) this.#stale = true;
    return patient;
  }
}
