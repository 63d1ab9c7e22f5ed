import { setTimeout as sleep } from "node:timers/promises";
import { untilAborted } from "@sidecar-pair/runtime/lifecycle.ts";
import { type Collected, Collector } from "../collect/collector.ts";
import type { Selection } from "../collect/walk.ts";
import type { ChainShipper } from "./chain-shipper.ts";
import type { ShipContext } from "./ship-context.ts";
import { type CollectedChain, toCollectedChain } from "./collected-chain.ts";
import { callTimeoutMs } from "./call-timeout.ts";
import { Checkpoints } from "./checkpoints.ts";
import { retryForever } from "./retry.ts";
import { Slots } from "./slots.ts";
import { isStorageTrouble } from "../storage/storage.ts";
import { pause } from "./pause.ts";
import type { ShipReport } from "./ship-report.ts";
import { type Lag, type ShippingStatus, lagOf, statusOf } from "./status.ts";
import { isOver } from "./retire.ts";

export interface ShippingOptions {
  readonly selection: Selection;
  readonly context: Pick<ShipContext, "storage" | "pod" | "codec" | "limits">;
  readonly report: ShipReport;
  readonly concurrency: number;
}

/** How soon a new file is found; longer only where a look takes long, which must not show in CPU. */
const SCAN_MS = 500;
const SCAN_SHARE = 25;
const SCAN_MS_MAX = 5_000;
/** So many looks in a row have to find nothing new before a drain is complete. */
const QUIET_ROUNDS = 2;
const DRAIN_SCAN_MS = 100;

/** Collects files and ships them, until it is drained. */
export class Shipping {
  readonly #options: ShippingOptions;
  readonly #context: ShipContext;
  readonly #collector: Collector;
  readonly #checkpoints: Checkpoints;
  readonly #items = new Set<CollectedChain>();
  readonly #given = new AbortController();
  readonly #draining = new AbortController();
  #running: Promise<void> = Promise.resolve();

  constructor(options: ShippingOptions) {
    const { selection, report, concurrency } = options;
    this.#options = options;
    const timeoutMs = callTimeoutMs(options.context.limits.chunkBytes);
    this.#collector = new Collector(selection, {
      pinned: () => report.pinned(),
      pinFailed: (path, error) => report.pinFailed(path, error),
      fileFailed: (path, error) => report.fileFailed(path, error),
    });
    this.#checkpoints = new Checkpoints(selection.stateFolder);
    this.#context = {
      ...options.context,
      checkpoints: this.#checkpoints,
      slots: new Slots(concurrency, options.context.limits.chunkBytes),
      report,
      nowMs: () => performance.now(),
      callSignal: () => AbortSignal.any([this.#given.signal, AbortSignal.timeout(timeoutMs)]),
    };
  }

  /** @returns a promise that settles when shipping has ended; it rejects only if it is broken */
  start(): Promise<void> {
    this.#running = this.#loop();
    return this.#running;
  }

  /** What is not shipped. */
  get lag(): Lag {
    return lagOf(this.#chains);
  }

  /** What `/status` shows. */
  get status(): ShippingStatus {
    const { report } = this.#options;
    return statusOf(this.#chains, this.#context.storage.url, report.summary);
  }

  get #chains(): readonly ChainShipper[] {
    return [...this.#items].map(({ chain }) => chain);
  }

  /** Ships all that is there. @returns false when `deadline` came first, having said what is left */
  async drain(deadline: AbortSignal): Promise<boolean> {
    this.#draining.abort();
    const complete = await Promise.race([
      this.#running.then(() => true),
      untilAborted(deadline).then(() => false),
    ]);
    this.#given.abort();
    await this.#running;
    for (const { chain } of this.#items) {
      if (chain.lagBytes > 0) this.#options.report.leftBehind(chain.path, chain.lagBytes);
    }
    await this.#collector[Symbol.asyncDispose]();
    await this.#context.storage[Symbol.asyncDispose]();
    return complete;
  }

  async #loop(): Promise<void> {
    let quietRounds = 0;
    while (!this.#given.signal.aborted && quietRounds < QUIET_ROUNDS) {
      const startMs = performance.now();
      const isDraining = this.#draining.signal.aborted;
      const isQuiet = await this.#round(isDraining);
      quietRounds = isDraining && isQuiet ? quietRounds + 1 : 0;
      const tookMs = performance.now() - startMs;
      const scanMs = Math.min(Math.max(SCAN_MS, tookMs * SCAN_SHARE), SCAN_MS_MAX);
      await this.#pause(isDraining ? DRAIN_SCAN_MS : scanMs);
    }
    // Whoever still ships is told through `given`, and comes to an end.
    while ([...this.#items].some(({ isBusy }) => isBusy)) await sleep(1);
  }

  /** @returns whether the volume was read, and all that is there is shipped */
  async #round(isFinal: boolean): Promise<boolean> {
    const { report } = this.#options;
    const isRead = await this.#scan();
    const looks = [...this.#items].map(async (item) => {
      await this.#look(item).catch((error: unknown) => report.fileFailed(item.path, error));
    });
    await Promise.all(looks);
    // What could not be seen may be there: a drain is not complete without it.
    let isQuiet = isRead;
    for (const item of this.#items) {
      if (!item.isBusy && item.seen === item.done) continue;
      isQuiet = false;
      if (!item.isBusy) void this.#work(item, isFinal);
    }
    return isQuiet;
  }

  /** @returns whether all of the volume was read */
  async #scan(): Promise<boolean> {
    const { report } = this.#options;
    const add = (found: readonly Collected[]): void => {
      for (const each of found) this.#items.add(toCollectedChain(each, this.#context));
    };
    try {
      add(await this.#collector.scan());
      report.collected();
      return true;
    } catch (error) {
      // What was found is held open, and goes on being shipped.
      add(this.#collector.takeFound());
      report.collectFailed(error);
      return false;
    }
  }

  async #look(item: CollectedChain): Promise<void> {
    const { sizeBytes, modifiedMs } = await item.source.state();
    item.seen = `${sizeBytes}:${modifiedMs}`;
    item.chain.looked(sizeBytes);
    const isQuiet = !item.isNamed && !item.isBusy && item.seen === item.done;
    if (!isQuiet) item.quietSinceMs = performance.now();
    else if (isOver(item, performance.now())) await this.#retire(item);
  }

  /**
   * Ships what is due of a file, and comes back when there is nothing more to do at once. What fails
   * is repeated for ever, each time from the file: nothing is held in memory meanwhile.
   */
  async #work(item: CollectedChain, isFinal: boolean): Promise<void> {
    const { chain, seen } = item;
    const { report } = this.#options;
    item.isBusy = true;
    const step = async (): Promise<boolean> => await chain.step(isFinal || !item.isNamed);
    try {
      while (await this.#retry(step, chain.path));
      // What waits for its time is not done, though nothing is to do now.
      item.done = chain.lagBytes === 0 ? seen : undefined;
    } catch (error) {
      if (!this.#given.signal.aborted) report.fileFailed(chain.path, error);
    } finally {
      item.isBusy = false;
    }
  }

  async #retire(item: CollectedChain): Promise<void> {
    const { report } = this.#options;
    try {
      // The pin goes last: should we be killed in between, it tells the next process of the rest.
      await this.#checkpoints.remove(item.source.generationId);
      await this.#collector.release(item);
      this.#items.delete(item);
      report.checkpointWritten();
    } catch (error) {
      // On a volume that is read-only now, say; the next look tries again.
      report.checkpointFailed(error);
    }
  }

  async #retry(step: () => Promise<boolean>, path: string): Promise<boolean> {
    const { report } = this.#options;
    const signal = this.#given.signal;
    return await retryForever(step, {
      signal,
      hurry: this.#draining.signal,
      random: Math.random,
      sleep: pause,
      failed: (error) => {
        if (isStorageTrouble(error)) report.storageFailed(error);
        else report.fileFailed(path, error);
      },
    });
  }

  async #pause(durationMs: number): Promise<void> {
    const signals = [this.#given.signal, ...(durationMs >= SCAN_MS ? [this.#draining.signal] : [])];
    await pause(durationMs, AbortSignal.any(signals));
  }
}
