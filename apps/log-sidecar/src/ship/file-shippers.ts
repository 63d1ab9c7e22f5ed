import type { Change } from "../collect/scan-schedule.ts";
import type { Collector } from "../collect/collector.ts";
import type { Checkpoints } from "./checkpoints.ts";
import { choosePressed, chooseResting } from "./choose-resting.ts";
import { CollectedChain, type SharedContext } from "./collected-chain.ts";
import type { GivingUp } from "./giving-up.ts";
import { beyondBudget } from "./pin-budget.ts";
import { pinNeed } from "./pin-need.ts";
import type { Stops } from "./stops.ts";
import type { UnlinkedFiles } from "./unlinked-files.ts";

export interface FileShippersOptions {
  readonly collector: Collector;
  readonly checkpoints: Checkpoints;
  readonly context: SharedContext;
  readonly givingUp: GivingUp;
  readonly unlinked: UnlinkedFiles;
  readonly stops: Stops;
  readonly pinsAlways: boolean;
}

/** The files that are open, each with what ships it. */
export class FileShippers {
  readonly #options: FileShippersOptions;
  readonly #items = new Set<CollectedChain>();

  constructor(options: FileShippersOptions) {
    this.#options = options;
  }

  get all(): readonly CollectedChain[] {
    return [...this.#items];
  }

  /** Takes over what the collector has opened. */
  addFound(): void {
    const { collector, context, stops } = this.#options;
    for (const each of collector.takeFound()) {
      this.#items.add(new CollectedChain(each, context, stops));
    }
  }

  /** Looks at every file. @returns what has changed of any */
  async look(): Promise<Change> {
    const { report } = this.#options.context;
    const looks = this.all.map(async (item) => {
      return await item.look().catch((error: unknown) => {
        report.volume.fileFailed(item.chain.path, error);
        return "none" as const;
      });
    });
    const changes = await Promise.all(looks);
    if (changes.includes("size")) return "size";
    return changes.includes("time") ? "time" : "none";
  }

  /** Lets go of files that are over, and of the oldest that take more of the volume than they may. */
  async release(heldBytesMax: number): Promise<void> {
    for (const item of this.all.filter(({ isOver }) => isOver)) await this.#release(item);
    for (const item of beyondBudget(this.all, heldBytesMax)) {
      await (item.isDone ? this.#release(item) : this.#giveUp(item));
    }
  }

  /** Pins what could be lost by a crash, and takes away pins that are not needed any more. */
  async pin(): Promise<void> {
    const { collector, pinsAlways, context } = this.#options;
    const isStorageFailing = context.report.isStorageFailing;
    const conditions = { pinsAlways, isStorageFailing, nowMs: context.nowMs() };
    for (const item of this.all) {
      const need = pinNeed(item, conditions);
      if (need === "pin") await collector.pin(item.collected);
      if (need === "unpin") await this.#try(() => collector.unpin(item.collected));
    }
    collector.endPinRound();
  }

  /** Notes which files a crash would end. */
  async note(): Promise<void> {
    const { unlinked } = this.#options;
    for (const { file, links, isDone } of this.all) {
      if (links > 0) continue;
      await this.#try(() => (isDone ? unlinked.forget(file) : unlinked.note(file)));
    }
  }

  /** Closes files that are shipped, as many as wait to be opened. */
  async makeRoom(): Promise<void> {
    const { collector, pinsAlways } = this.#options;
    for (const item of chooseResting(this.all, collector.waitingCount, pinsAlways)) {
      await this.#try(async () => {
        const version = await item.shippedVersion();
        if (version === undefined) return;
        this.#items.delete(item);
        await collector.rest(item.collected, version);
      });
    }
  }

  /**
   * Begins to ship what is due.
   *
   * @param isFinal nothing more will come
   * @returns how many files are not shipped as they were seen
   */
  ship(isFinal: boolean): number {
    const { collector, context } = this.#options;
    const pressed = choosePressed(this.all, collector.waitingCount, context.nowMs());
    const undone = this.all.filter(({ isDone }) => !isDone);
    for (const item of undone) item.ship(isFinal || pressed.has(item));
    return undone.length;
  }

  /** Resolves when nothing is going on. */
  async idle(): Promise<void> {
    await Promise.all(this.all.map((item) => item.idle()));
  }

  async #release(item: CollectedChain): Promise<void> {
    const { collector, checkpoints, unlinked } = this.#options;
    await this.#try(async () => {
      const removals = [checkpoints.remove(item.generationId), unlinked.forget(item.file)];
      const removed = await Promise.allSettled(removals);
      // The pin goes last: should we be killed in between, it tells the next process of the rest.
      await collector.release(item.collected);
      this.#items.delete(item);
      // No file stays open for that: whoever spoils the state could use up all descriptors. What is
      // left of it, the next start removes.
      for (const each of removed) if (each.status === "rejected") throw each.reason;
    });
  }

  async #giveUp(item: CollectedChain): Promise<void> {
    const { givingUp, context } = this.#options;
    const { heldBytes, chain } = item;
    const losses = await item.leave();
    context.report.gaveUp(chain.path, heldBytes);
    await givingUp.add(losses, () => this.#release(item));
  }

  /** What fails on a volume that is read-only now, say, the next round tries again. */
  async #try(work: () => Promise<void>): Promise<void> {
    const { report } = this.#options.context;
    try {
      await work();
      report.volume.stateWritten();
    } catch (error) {
      report.volume.stateFailed(error);
    }
  }
}
