import { pause } from "@sidecar-pair/runtime/pause.ts";
import type { StatePlace } from "../volume/state-place.ts";
import type { SharedContext } from "./collected-chain.ts";
import { type PendingLoss, PendingLosses } from "./pending-losses.ts";
import { retryForever } from "./retry.ts";
import { settleLoss } from "./settle-loss.ts";
import type { Stops } from "./stops.ts";

/** A call that was broken off may still take effect for a while: then it is no loss. */
const SETTLE_AFTER_MS = 5_000;

/** So many are kept in mind, which takes 4 KiB of the volume each. */
const PENDING_MAX = 2_000;

/** Keeps what was given up in mind, across crashes, until the storage has it on record. */
export class GivingUp {
  readonly #losses: PendingLosses;
  readonly #context: SharedContext;
  readonly #stops: Stops;
  readonly #pendingMax: number;
  readonly #pending = new Set<PendingLoss>();
  #writing: Promise<unknown> = Promise.resolve();
  #settling: Promise<void> = Promise.resolve();

  constructor(place: StatePlace, context: SharedContext, stops: Stops, pendingMax = PENDING_MAX) {
    this.#pendingMax = pendingMax;
    this.#losses = new PendingLosses(place, pendingMax);
    this.#context = context;
    this.#stops = stops;
  }

  get pending(): ReadonlySet<PendingLoss> {
    return this.#pending;
  }

  /** Takes over what processes before this one have left. @throws the system's error */
  async takeOver(): Promise<readonly PendingLoss[]> {
    const { report } = this.#context;
    const losses = await this.#losses.list((error) => report.lossUnusable(error));
    this.#settle(losses);
    return losses;
  }

  /**
   * Beyond what is kept in mind, losses are told, and not put on record.
   *
   * @param free takes the file's bytes off the volume, once the loss is written down; before that
   *   where the volume has no room to write it
   */
  async add(losses: readonly PendingLoss[], free: () => Promise<void>): Promise<void> {
    if (this.#pending.size + losses.length > this.#pendingMax) {
      await free();
      for (const loss of losses) this.#tell(loss);
      return;
    }
    // From now on they count: thousands may come at once.
    for (const loss of losses) this.#pending.add(loss);
    const isWritten = await this.#write(losses);
    await free();
    if (!isWritten) await this.#write(losses);
    this.#settle(losses);
  }

  /** Resolves when nothing is going on. */
  async idle(): Promise<void> {
    await this.#writing;
    await this.#settling;
  }

  #tell({ path, position: start = 0, end, reason }: PendingLoss): void {
    const why = `${reason}, too many losses to put this one on record`;
    this.#context.report.gap(path, { start, end, reason: why });
  }

  /** One after the other, since each takes descriptors. */
  async #write(losses: readonly PendingLoss[]): Promise<boolean> {
    const written = this.#writing.then(async () => await this.#writeNow(losses));
    this.#writing = written;
    return await written;
  }

  async #writeNow(losses: readonly PendingLoss[]): Promise<boolean> {
    try {
      await this.#losses.write(losses);
      return true;
    } catch (error) {
      this.#context.report.volume.stateFailed(error);
      return false;
    }
  }

  #settle(losses: readonly PendingLoss[]): void {
    for (const loss of losses) this.#pending.add(loss);
    // One after the other, and those of one file in their order.
    const settleAtMs = performance.now() + SETTLE_AFTER_MS;
    for (const loss of losses) {
      this.#settling = this.#settling.then(() => this.#settleOne(loss, settleAtMs));
    }
  }

  async #settleOne(loss: PendingLoss, settleAtMs: number): Promise<void> {
    const { given, hurry } = this.#stops;
    const { report, breaker } = this.#context;
    const waitMs = settleAtMs - performance.now();
    if (!hurry.aborted && waitMs > 0) await pause(waitMs, AbortSignal.any([given, hurry]));
    try {
      await retryForever(() => settleLoss(loss, this.#context), {
        breaker,
        signal: given,
        hurry,
        random: Math.random,
        sleep: pause,
        failed: (error) => report.storageFailed(error),
      });
      breaker.succeeded();
      this.#pending.delete(loss);
      // Should it stay, the next process finds that it is on record.
      await this.#losses.remove(loss);
    } catch (error) {
      if (!given.aborted) report.volume.stateFailed(error);
    }
  }
}
