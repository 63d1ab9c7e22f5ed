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
/** Longer after a page was read into new memory, which is free again only after a while: 20 MiB a second. */
const LOOK_GAP_MS_PER_MIB = 50;
/** A page that is missing or torn for longer than a write may take is really so. */
const PATIENCE_MS = SETTLE_MS + 4 * LOOK_GAP_MS;

/** Errors that say that there is no page; after any other the last one is still the best we have. */
const GONE: ReadonlySet<string> = new Set([
  "ENOENT",
  "ENOTDIR",
  "ELOOP",
  "ENXIO",
  "ERR_PAGE_EMPTY",
  "ERR_PAGE_NOT_A_FILE",
]);

/**
 * Holds the newest good version of the page in memory. A page that is missing, empty or torn is
 * looked at again, and the version before it stays until that has lasted a while: a writer that is
 * not atomic does not show.
 */
export class PageStore {
  readonly #options: PageStoreOptions;
  #current: Page | undefined;
  /**
   * The latest date that any version had. The first one comes after versions that another process has served,
   * maybe with its date, so that it counts as having a later one before it.
   */
  #newestS = Infinity;
  #badSinceMs: number | undefined;
  #looking: Promise<void> | undefined;
  #stale = false;
  #gapMs = LOOK_GAP_MS;

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
    this.#looking ??= this.#lookWhileStale();
  }

  /** Has the file read if it is not the one that was read last. */
  async refreshIfChanged(): Promise<void> {
    const state = await stat(this.#options.path, { bigint: true }).catch(() => undefined);
    const unchanged = state !== undefined && identityOf(state) === this.#current?.identity;
    if (!unchanged || this.#badSinceMs !== undefined) this.refresh();
  }

  /** Lets go of the page, once `stop` has aborted. */
  async close(): Promise<void> {
    await this.#looking;
    await this.#put(undefined);
  }

  async #lookWhileStale(): Promise<void> {
    const { stop } = this.#options;
    while (this.#stale && !stop.aborted) {
      this.#stale = false;
      await this.#look();
      await sleep(this.#gapMs, undefined, { signal: stop }).catch(() => {});
    }
    this.#looking = undefined;
  }

  async #look(): Promise<void> {
    const { path, looked } = this.#options;
    this.#gapMs = LOOK_GAP_MS;
    try {
      const page = await readPage(path, { page: this.#current, newestS: this.#newestS });
      this.#gapMs = gapMsAfter(page, this.#current);
      if (mayBeTorn(page, Date.now()) && this.#isPatient()) return await release(page);
      await this.#put(page);
      this.#badSinceMs = undefined;
      looked(undefined);
    } catch (error) {
      if (this.#isPatient()) return;
      if (GONE.has(errorCode(error))) await this.#put(undefined);
      looked(error);
    }
  }

  async #put(page: Page | undefined): Promise<void> {
    const previous = this.#current;
    this.#current = page;
    if (page !== undefined) {
      const isFirst = this.#newestS === Infinity;
      this.#newestS = isFirst ? page.lastModifiedS : Math.max(this.#newestS, page.lastModifiedS);
    }
    await release(previous);
  }

  /** Has the file looked at again before what it looks like now counts. */
  #isPatient(): boolean {
    this.#badSinceMs ??= performance.now();
    const patient = performance.now() - this.#badSinceMs < PATIENCE_MS;
    if (patient) this.#stale = true;
    return patient;
  }
}

function gapMsAfter(page: Page, before: Page | undefined): number {
  if (page.bytes === undefined || page.bytes === before?.bytes) return LOOK_GAP_MS;
  return Math.max(LOOK_GAP_MS, (page.sizeBytes / 2 ** 20) * LOOK_GAP_MS_PER_MIB);
}

/** Answers that are being sent from its file keep it open until they have ended. */
async function release(page: Page | undefined): Promise<void> {
  if (page?.kind === "large") await page.file.release();
}
