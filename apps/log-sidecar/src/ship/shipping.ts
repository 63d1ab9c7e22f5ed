import { untilAborted } from "@sidecar-pair/runtime/lifecycle.ts";
import { Collector } from "../collect/collector.ts";
import type { Collected } from "../collect/holdings.ts";
import { type Look, Pace } from "../collect/pace.ts";
import type { Selection } from "../collect/walk.ts";
import { callTimeoutMs } from "./call-timeout.ts";
import { Checkpoints } from "./checkpoints.ts";
import { CircuitBreaker } from "./circuit-breaker.ts";
import { CollectedChain, type SharedContext } from "./collected-chain.ts";
import { GivingUp } from "./giving-up.ts";
import type { NeighbourWatch } from "./neighbour-watch.ts";
import { halfOfVolume } from "../collect/half-of-volume.ts";
import { beyondBudget } from "./pin-budget.ts";
import type { ShipContext } from "./ship-context.ts";
import type { ShipReport } from "./ship-report.ts";
import { createSlots } from "./slots.ts";
import type { Stops } from "./stops.ts";
import { type Lag, type ShippingStatus, lagOf, statusOf } from "./status.ts";

export interface ShippingOptions {
  readonly selection: Selection;
  readonly context: Pick<ShipContext, "storage" | "pod" | "origin" | "codec" | "limits">;
  readonly report: ShipReport;
  readonly concurrency: number;
  /** What files may take on the volume only because they are not shipped yet. */
  readonly pinBytesMax: number | "auto";
  /** Whether more is to come, however quiet the files are: a drain is not complete until then. */
  readonly isWriterThere: () => boolean;
  /** Whether the system's events may save looks at the volume. */
  readonly usesEvents: boolean;
  readonly neighbours?: NeighbourWatch;
}

/** So many looks in a row have to find nothing new before a drain is complete. */
const QUIET_ROUNDS = 2;

/** Collects files and ships them, until it is drained. */
export class Shipping {
  readonly #options: ShippingOptions;
  readonly #context: SharedContext;
  readonly #collector: Collector;
  readonly #checkpoints: Checkpoints;
  readonly #items = new Set<CollectedChain>();
  readonly #givingUp: GivingUp;
  readonly #pace: Pace;
  readonly #given = new AbortController();
  readonly #draining = new AbortController();
  #running: Promise<void> = Promise.resolve();
  #heldBytesMax = Infinity;

  constructor(options: ShippingOptions) {
    const { selection, report, concurrency } = options;
    this.#options = options;
    const timeoutMs = callTimeoutMs(options.context.limits.chunkBytes);
    this.#collector = new Collector(selection, {
      pinned: () => report.pinned(),
      pinFailed: (path, error) => report.pinFailed(path, error),
      fileFailed: (path, error) => report.fileFailed(path, error),
    });
    this.#checkpoints = new Checkpoints(selection);
    this.#context = {
      ...options.context,
      checkpoints: this.#checkpoints,
      slots: createSlots(concurrency, options.context.limits.chunkBytes),
      // No more than that are under way at once.
      breaker: new CircuitBreaker(concurrency),
      report,
      nowMs: () => performance.now(),
      callSignal: () => AbortSignal.any([this.#given.signal, AbortSignal.timeout(timeoutMs)]),
    };
    this.#pace = new Pace(options.usesEvents, {
      distrusted: () => report.eventsMissed(),
      named: (path) => this.#collector.notice(path),
    });
    this.#givingUp = new GivingUp(selection, this.#context, this.#stops);
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

  /** What is on the volume only because it is not shipped yet. */
  get heldBytes(): number {
    return [...this.#items].reduce((sum, { heldBytes }) => sum + heldBytes, 0);
  }

  /** What that may come to, by the last look at the volume; Infinity as long as it does not tell. */
  get heldBytesMax(): number {
    return this.#heldBytesMax;
  }

  get #chains(): readonly CollectedChain["chain"][] {
    return [...this.#items].map(({ chain }) => chain);
  }

  get #stops(): Stops {
    return { given: this.#given.signal, hurry: this.#draining.signal };
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
    for (const { chain, isDone } of this.#items) {
      // An empty file, too: that nothing is lost of it is only known when the storage was asked.
      if (chain.lagBytes > 0 || !isDone)
        this.#options.report.leftBehind(chain.path, chain.lagBytes);
    }
    for (const loss of this.#givingUp.pending) this.#options.report.lossNotSettled(loss);
    await this.#collector[Symbol.asyncDispose]();
    await this.#context.storage[Symbol.asyncDispose]();
    return complete;
  }

  async #loop(): Promise<void> {
    await this.#takeOver();
    const watching = this.#options.neighbours?.run(this.#draining.signal);
    let quietRounds = 0;
    while (!this.#given.signal.aborted && quietRounds < QUIET_ROUNDS) {
      const isDraining = this.#draining.signal.aborted;
      // Asked before the look, which finds all that was written by a writer that is gone.
      const isWritten = isDraining && this.#options.isWriterThere();
      const look = await this.#round(isDraining);
      quietRounds = isDraining && look.isIdle && !isWritten ? quietRounds + 1 : 0;
      if (isDraining) await this.#pace.untilNextInDrain(look, this.#given.signal);
      else await this.#pace.untilNext(look, this.#draining.signal);
    }
    this.#pace[Symbol.dispose]();
    // Whoever still works is told through `given`, and comes to an end.
    await Promise.all([...this.#items].map((item) => item.idle()));
    await this.#givingUp.idle();
    await watching;
  }

  /** A process before us may have died between writing a loss down and freeing the file. */
  async #takeOver(): Promise<void> {
    try {
      for (const { generationId } of await this.#givingUp.takeOver()) {
        await this.#collector.unpin(generationId);
      }
    } catch (error) {
      this.#options.report.stateFailed(error);
    }
  }

  /** Looks at the volume, and begins to ship what is due. */
  async #round(isFinal: boolean): Promise<Look> {
    const startMs = performance.now();
    const isRead = await this.#scan();
    const all = [...this.#items];
    const changes = await Promise.all(all.map((item) => this.#look(item)));
    for (const item of all.filter(({ isOver }) => isOver)) await this.#release(item);
    const { pinBytesMax, selection } = this.#options;
    this.#heldBytesMax = pinBytesMax === "auto" ? await halfOfVolume(selection.root) : pinBytesMax;
    for (const item of beyondBudget([...this.#items], this.#heldBytesMax)) {
      await (item.isDone ? this.#release(item) : this.#giveUp(item));
    }
    const undone = [...this.#items].filter(({ isDone }) => !isDone);
    for (const item of undone) item.ship(isFinal);
    // What could not be seen may be there: a drain is not complete without it.
    return {
      folders: this.#collector.folders,
      hasChanged: changes.includes(true),
      isIdle: isRead && undone.length === 0 && this.#givingUp.pending.size === 0,
      tookMs: performance.now() - startMs,
    };
  }

  async #look(item: CollectedChain): Promise<boolean> {
    return await item.look().catch((error: unknown) => {
      this.#options.report.fileFailed(item.chain.path, error);
      return false;
    });
  }

  /** @returns whether all of the volume was read */
  async #scan(): Promise<boolean> {
    const { report } = this.#options;
    const add = (found: readonly Collected[]): void => {
      for (const each of found) {
        this.#items.add(new CollectedChain(each, this.#context, this.#stops));
      }
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

  async #release(item: CollectedChain): Promise<void> {
    const { report } = this.#options;
    try {
      // The pin goes last: should we be killed in between, it tells the next process of the rest.
      await this.#checkpoints.remove(item.generationId);
      await this.#collector.release(item.collected);
      this.#items.delete(item);
      report.stateWritten();
    } catch (error) {
      // On a volume that is read-only now, say; the next look tries again.
      report.stateFailed(error);
    }
  }

  async #giveUp(item: CollectedChain): Promise<void> {
    const { heldBytes, chain } = item;
    const losses = await item.leave();
    this.#options.report.gaveUp(chain.path, heldBytes);
    await this.#givingUp.add(losses, () => this.#release(item));
  }
}
