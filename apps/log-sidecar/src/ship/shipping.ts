import { untilAborted } from "@sidecar-pair/runtime/lifecycle.ts";
import { halfOfVolume } from "../collect/half-of-volume.ts";
import type { Round } from "../collect/scan-schedule.ts";
import { type ShippingOptions, type ShippingParts, assembleShipping } from "./assemble-shipping.ts";
import type { CollectedChain } from "./collected-chain.ts";
import type { DrainOutcome } from "./once-outcome.ts";
import { type Lag, type ShippingStatus, lagOf, statusOf } from "./status.ts";
import { takeOverLosses } from "./take-over.ts";
import { stateOnVolume } from "../volume/state-place.ts";

/** So many rounds in a row have to find nothing new before a drain is complete. */
const QUIET_ROUNDS = 2;

/** Collects files and ships them, until it is drained. */
export class Shipping {
  readonly #options: ShippingOptions;
  readonly #parts: ShippingParts;
  readonly #given = new AbortController();
  readonly #draining = new AbortController();
  #running: Promise<void> = Promise.resolve();
  #heldBytesMax = Infinity;

  constructor(options: ShippingOptions) {
    this.#options = options;
    const stops = { given: this.#given.signal, hurry: this.#draining.signal };
    this.#parts = assembleShipping(options, stops);
  }

  /** @returns a promise that settles when shipping has ended; it rejects only if it is broken */
  start(): Promise<void> {
    this.#running = this.#loop();
    return this.#running;
  }

  /** What is not shipped. */
  get lag(): Lag {
    const { bytes, ms } = lagOf(this.#chains);
    return { bytes: bytes + this.#parts.collector.waitingBytes, ms };
  }

  /** Aborts when to go on trying is of no use; only who ships once minds. */
  get hopeless(): AbortSignal {
    return this.#options.report.tracker.hopeless;
  }

  /** What `/status` shows. */
  get status(): ShippingStatus {
    const { report } = this.#options;
    const { fileCount: files, waitingCount: filesWaiting, waitingBytes } = this.#parts.collector;
    const counts = { files, filesWaiting, waitingBytes };
    const status = statusOf(this.#chains, this.#parts.context.storage.url, report.summary, counts);
    const isShared = stateOnVolume(this.#options.selection) !== undefined;
    return isShared ? { ...status, state: "on the shared volume" } : status;
  }

  /** What is on the volume only because it is not shipped yet. */
  get heldBytes(): number {
    const waitingBytes = this.#parts.collector.waitingPinnedBytes;
    return this.#parts.files.all.reduce((sum, { heldBytes }) => sum + heldBytes, waitingBytes);
  }

  /** What that may come to, by the last look at the volume; Infinity as long as it does not tell. */
  get heldBytesMax(): number {
    return this.#heldBytesMax;
  }

  get #chains(): readonly CollectedChain["chain"][] {
    return this.#parts.files.all.map(({ chain }) => chain);
  }

  /** Ships all that is there, until `deadline`. @returns what came of it, having logged what is left */
  async drain(deadline: AbortSignal): Promise<DrainOutcome> {
    this.#draining.abort();
    const hasEnded = await Promise.race([
      this.#running.then(() => true),
      untilAborted(deadline).then(() => false),
    ]);
    this.#given.abort();
    await this.#running;
    for (const { chain, isDone } of this.#parts.files.all) {
      // An empty file, too: that nothing is lost of it is only known when the storage was asked.
      if (chain.lagBytes > 0 || !isDone)
        this.#options.report.leftBehind(chain.path, chain.lagBytes);
    }
    for (const loss of this.#parts.givingUp.pending) this.#options.report.lossNotSettled(loss);
    await this.#parts.collector[Symbol.asyncDispose]();
    await this.#parts.context.storage[Symbol.asyncDispose]();
    const { failures, untracked } = this.#parts.scans.last ?? { failures: 0, untracked: 0 };
    return this.#options.report.tracker.outcome(hasEnded, failures + untracked);
  }

  async #loop(): Promise<void> {
    await takeOverLosses(this.#parts);
    const watching = this.#options.neighbours?.run(this.#draining.signal);
    let quietRounds = 0;
    while (!this.#given.signal.aborted && quietRounds < QUIET_ROUNDS) {
      const isDraining = this.#draining.signal.aborted;
      // Asked before the round, which finds all that was written by a writer that is gone.
      const isWritten = isDraining && this.#options.isWriterThere();
      const round = await this.#round(isDraining);
      quietRounds = isDraining && round.isIdle && !isWritten ? quietRounds + 1 : 0;
      if (isDraining) await this.#parts.schedule.untilNextInDrain(round, this.#given.signal);
      else await this.#parts.schedule.untilNext(round, this.#draining.signal);
    }
    this.#parts.schedule[Symbol.dispose]();
    await this.#parts.scans.idle();
    // Whoever still works is told through `given`, and comes to an end.
    await this.#parts.files.idle();
    await this.#parts.givingUp.idle();
    await watching;
  }

  /** Looks at the open files, scans the volume when it is time, and begins to ship what is due. */
  async #round(isFinal: boolean): Promise<Round> {
    await this.#parts.scans.runIfDue(isFinal);
    const startMs = performance.now();
    await this.#openFiles();
    const change = await this.#parts.files.look();
    const { pinBytesMax, selection } = this.#options;
    this.#heldBytesMax = pinBytesMax === "auto" ? await halfOfVolume(selection.root) : pinBytesMax;
    await this.#parts.files.release(this.#heldBytesMax - this.#parts.collector.waitingPinnedBytes);
    await this.#parts.files.pin();
    await this.#parts.files.note();
    await this.#parts.files.makeRoom();
    const undone = this.#parts.files.ship(isFinal);
    this.#options.report.tracker.roundEnded(undone);
    const isWaiting =
      this.#parts.collector.waitingCount > 0 || this.#parts.givingUp.pending.size > 0;
    return {
      change,
      // What could not be seen may be there: a drain is not complete without it.
      isIdle: this.#parts.scans.isComplete && undone === 0 && !isWaiting,
      tookMs: performance.now() - startMs,
    };
  }

  /** Opens what has taken the names of open files, and what waits for room. */
  async #openFiles(): Promise<void> {
    try {
      if (await this.#parts.collector.checkNames()) this.#parts.scans.want();
      await this.#parts.collector.openWaiting();
    } catch {
      // The volume went away, which the next scan reports. What is open goes on being shipped.
    }
    this.#parts.files.addFound();
  }
}
