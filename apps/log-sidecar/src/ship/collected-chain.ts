import type { Collected } from "../collect/collected.ts";
import type { Change } from "../collect/scan-schedule.ts";
import type { SourceState } from "../collect/source-file.ts";
import { isStorageTrouble } from "../storage/storage.ts";
import { untilLeft } from "./call-signals.ts";
import { ChainShipper } from "./chain-shipper.ts";
import type { CircuitBreaker } from "./circuit-breaker.ts";
import { pause } from "@sidecar-pair/runtime/pause.ts";
import { Retirement } from "./retire.ts";
import { retryForever } from "./retry.ts";
import type { PendingLoss } from "./pending-losses.ts";
import type { ShipContext } from "./ship-context.ts";
import type { Slots } from "./slots.ts";
import type { Stops } from "./stops.ts";
import type { UnlinkedFile } from "./unlinked-files.ts";

/** What the chains of a process share; each has a way of its own to leave the line for a slot. */
export interface SharedContext extends ShipContext {
  readonly slots: Slots;
  /** Bounds how often a storage in trouble is asked. */
  readonly breaker: CircuitBreaker;
}

/** A generation that is collected, its chain, and what the last looks at it have shown. */
export class CollectedChain {
  readonly collected: Collected;
  readonly chain: ChainShipper;
  readonly #context: SharedContext;
  readonly #stops: Stops;
  readonly #left = new AbortController();
  /** Aborts when work on it has to end. */
  readonly #over: AbortSignal;
  #work: Promise<void> | undefined;
  #state: SourceState | undefined;
  /** When it was opened, and when it was last seen to have changed. */
  readonly openedAtMs: number;
  #changedAtMs: number;
  /** The state of the file that was last seen, and the one that was last shipped to its end. */
  #seen = "";
  #done: string | undefined;
  readonly #retirement = new Retirement();

  constructor(collected: Collected, context: SharedContext, stops: Stops) {
    this.collected = collected;
    this.#over = AbortSignal.any([stops.given, this.#left.signal]);
    this.chain = new ChainShipper(collected.source, collected.path, {
      ...context,
      // A file that is given up must not wait behind all others, which a silent storage holds up.
      slots: context.slots.until(this.#over),
      callSignal: untilLeft(this.#left.signal, context.callSignal),
    });
    this.#context = context;
    this.#stops = stops;
    this.openedAtMs = context.nowMs();
    this.#changedAtMs = this.openedAtMs;
  }

  /** When it was last seen to have changed. */
  get changedAtMs(): number {
    return this.#changedAtMs;
  }

  get generationId(): string {
    return this.collected.source.generationId;
  }

  /** Whether all that was seen of it is shipped, or given up. */
  get isDone(): boolean {
    return this.#work === undefined && (this.#seen === this.#done || this.isLeft);
  }

  /** Whether it was given up. */
  get isLeft(): boolean {
    return this.#left.signal.aborted;
  }

  /** Whether it is done, and nothing more can be expected. */
  get isOver(): boolean {
    return this.isDone && this.#retirement.isDue(this.#context.nowMs());
  }

  /** What its file takes on the volume only because we hold it. */
  get heldBytes(): number {
    const { isNamed, pin } = this.collected;
    const { links = 1, allocatedBytes = 0 } = this.#state ?? {};
    return !isNamed && links <= (pin === undefined ? 0 : 1) ? allocatedBytes : 0;
  }

  /** @returns what has changed since the last look; @throws the file's errors */
  async look(): Promise<Change> {
    const seenBefore = this.#seen;
    const sizeBefore = this.#state?.sizeBytes;
    const { turn } = this.chain;
    this.#state = await this.collected.source.state();
    const { sizeBytes } = this.#state;
    this.#seen = seenOf(this.#state);
    this.chain.looked(sizeBytes, turn);
    this.#retirement.looked(!this.collected.isNamed && this.isDone, this.#context.nowMs());
    if (this.#seen === seenBefore) return "none";
    this.#changedAtMs = this.#context.nowMs();
    // The first look at a file says nothing about events: it may have waited long to be opened.
    return sizeBefore === undefined || sizeBytes === sizeBefore ? "time" : "size";
  }

  /** How many names the file has, by the last look. */
  get links(): number {
    return this.#state?.links ?? 1;
  }

  /** As it was last looked at. */
  get file(): UnlinkedFile {
    const { generationId, chain } = this;
    return { generationId, path: chain.path, sizeBytes: this.#state?.sizeBytes ?? 0 };
  }

  /**
   * Looks once more at a file that is shipped.
   *
   * @returns its version; undefined when it has changed since it was shipped
   * @throws the file's errors
   */
  async shippedVersion(): Promise<string | undefined> {
    const state = await this.collected.source.state();
    return this.isDone && !this.isLeft && seenOf(state) === this.#done ? state.version : undefined;
  }

  /** Begins to ship what is due, unless that is going on. */
  ship(isFinal: boolean): void {
    this.#work ??= this.#ship(isFinal).finally(() => {
      this.#work = undefined;
    });
  }

  /** Resolves when nothing is going on. */
  async idle(): Promise<void> {
    await this.#work;
  }

  /**
   * Ends work that is going on, so that the file can be given up.
   *
   * @returns what is lost by that
   */
  async leave(): Promise<readonly PendingLoss[]> {
    this.#left.abort();
    await this.#work;
    return await this.chain.losses();
  }

  /**
   * Ships what is due of a file, and comes back when there is nothing more to do at once. What fails
   * is repeated for ever, each time from the file: nothing is held in memory meanwhile.
   */
  async #ship(isFinal: boolean): Promise<void> {
    const { chain } = this;
    const seen = this.#seen;
    try {
      while (await this.#step(isFinal));
      // What waits for its time is not done, though nothing is to do now.
      this.#done = chain.lagBytes === 0 ? seen : undefined;
    } catch (error) {
      if (!this.#over.aborted) this.#context.report.volume.fileFailed(chain.path, error);
    }
  }

  async #step(isFinal: boolean): Promise<boolean> {
    const { report, breaker } = this.#context;
    const step = (): Promise<boolean> => this.chain.step(isFinal || !this.collected.isNamed);
    const hasDone = await retryForever(step, {
      breaker,
      signal: this.#over,
      hurry: this.#stops.hurry,
      random: Math.random,
      sleep: pause,
      failed: (error) => {
        if (isStorageTrouble(error)) report.storageFailed(error);
        else report.volume.fileFailed(this.chain.path, error);
      },
    });
    // Not for a step with nothing to do: it has not asked, or has not stored.
    if (hasDone) breaker.succeeded();
    return hasDone;
  }
}

function seenOf({ sizeBytes, modifiedNs }: SourceState): string {
  return `${sizeBytes}:${modifiedNs}`;
}
