import { untilAborted } from "@sidecar-pair/runtime/lifecycle.ts";
import { Collector } from "../collect/collector.ts";
import { halfOfVolume } from "../collect/half-of-volume.ts";
import { type Round, ScanSchedule } from "../collect/scan-schedule.ts";
import type { Selection } from "../collect/selection.ts";
import { CallSignals } from "./call-signals.ts";
import { callTimeoutMs } from "./call-timeout.ts";
import { Checkpoints } from "./checkpoints.ts";
import { CircuitBreaker } from "./circuit-breaker.ts";
import type { CollectedChain, SharedContext } from "./collected-chain.ts";
import { FileShippers } from "./file-shippers.ts";
import { GivingUp } from "./giving-up.ts";
import type { DrainOutcome } from "./once-outcome.ts";
import type { NeighbourWatch } from "./neighbour-watch.ts";
import { lossOf } from "./losses-of.ts";
import type { ShipContext } from "./ship-context.ts";
import type { ShipReport } from "./ship-report.ts";
import { createSlots } from "./slots.ts";
import { type Lag, type ShippingStatus, lagOf, statusOf } from "./status.ts";
import type { Stops } from "./stops.ts";
import { type TakeOverOptions, takeOverLosses, takeOverUnlinked } from "./take-over.ts";
import { UnlinkedFiles } from "./unlinked-files.ts";
import { VolumeScans } from "./volume-scans.ts";

export interface ShippingOptions {
  readonly selection: Selection;
  readonly context: Pick<ShipContext, "storage" | "pod" | "origin" | "codec" | "limits">;
  readonly report: ShipReport;
  readonly concurrency: number;
  /** Whether each file is pinned when it is found. */
  readonly pinsAlways: boolean;
  /** What files may take on the volume only because they are not shipped yet. */
  readonly pinBytesMax: number | "auto";
  /** Whether more is to come, however quiet the files are: a drain is not complete until then. */
  readonly isWriterThere: () => boolean;
  /** Whether the system's events may save scans of the volume. */
  readonly usesEvents: boolean;
  readonly neighbours?: NeighbourWatch;
}

/** So many rounds in a row have to find nothing new before a drain is complete. */
const QUIET_ROUNDS = 2;

/** Collects files and ships them, until it is drained. */
export class Shipping {
  readonly #options: ShippingOptions;
  readonly #context: SharedContext;
  readonly #collector: Collector;
  readonly #checkpoints: Checkpoints;
  readonly #files: FileShippers;
  readonly #givingUp: GivingUp;
  readonly #unlinked: UnlinkedFiles;
  readonly #schedule: ScanSchedule;
  readonly #scans: VolumeScans;
  readonly #given = new AbortController();
  readonly #draining = new AbortController();
  #running: Promise<void> = Promise.resolve();
  #heldBytesMax = Infinity;

  constructor(options: ShippingOptions) {
    const { selection, report, concurrency, pinsAlways } = options;
    this.#options = options;
    const nowMs = (): number => performance.now();
    const timeoutMs = callTimeoutMs(options.context.limits.chunkBytes);
    const callSignals = new CallSignals({ given: this.#given.signal, timeoutMs, nowMs });
    this.#schedule = new ScanSchedule(options.usesEvents, {
      distrusted: () => report.volume.eventsMissed(),
      named: (path, isChange) => this.#collector.notice(path, isChange),
    });
    this.#collector = new Collector(
      selection,
      {
        pinned: () => report.volume.pinned(),
        pinFailed: (path, error) => report.volume.pinFailed(path, error),
        pinDropped: (path) => report.volume.pinDropped(path),
        fileFailed: (path, error) => report.volume.fileFailed(path, error),
        leftOut: (path, reason) => report.volume.leftOut(path, reason),
        lost: (file) => void this.#givingUp.add(lossOf(file), async () => {}),
        entered: (path, folder) => this.#schedule.entered(path, folder),
      },
      { pinsAlways },
    );
    this.#checkpoints = new Checkpoints(selection);
    this.#context = {
      ...options.context,
      checkpoints: this.#checkpoints,
      slots: createSlots(concurrency, options.context.limits.chunkBytes),
      // No more than that are under way at once.
      breaker: new CircuitBreaker(concurrency),
      report,
      nowMs,
      callSignal: () => callSignals.next(),
    };
    this.#scans = new VolumeScans({
      collector: this.#collector,
      checkpoints: this.#checkpoints,
      scannedFirst: (known) => takeOverUnlinked(this.#parts, known),
      schedule: this.#schedule,
      report,
    });
    const stops: Stops = { given: this.#given.signal, hurry: this.#draining.signal };
    this.#givingUp = new GivingUp(selection, this.#context, stops);
    this.#unlinked = new UnlinkedFiles(selection);
    this.#files = new FileShippers({
      collector: this.#collector,
      checkpoints: this.#checkpoints,
      context: this.#context,
      givingUp: this.#givingUp,
      unlinked: this.#unlinked,
      stops,
      pinsAlways,
    });
  }

  /** @returns a promise that settles when shipping has ended; it rejects only if it is broken */
  start(): Promise<void> {
    this.#running = this.#loop();
    return this.#running;
  }

  /** What is not shipped. */
  get lag(): Lag {
    const { bytes, ms } = lagOf(this.#chains);
    return { bytes: bytes + this.#collector.waitingBytes, ms };
  }

  /** Aborts when to go on trying is of no use; only who ships once minds. */
  get hopeless(): AbortSignal {
    return this.#options.report.tracker.hopeless;
  }

  /** What `/status` shows. */
  get status(): ShippingStatus {
    const { report } = this.#options;
    const { fileCount: files, waitingCount: filesWaiting, waitingBytes } = this.#collector;
    const counts = { files, filesWaiting, waitingBytes };
    return statusOf(this.#chains, this.#context.storage.url, report.summary, counts);
  }

  /** What is on the volume only because it is not shipped yet. */
  get heldBytes(): number {
    const waitingBytes = this.#collector.waitingPinnedBytes;
    return this.#files.all.reduce((sum, { heldBytes }) => sum + heldBytes, waitingBytes);
  }

  /** What that may come to, by the last look at the volume; Infinity as long as it does not tell. */
  get heldBytesMax(): number {
    return this.#heldBytesMax;
  }

  get #parts(): TakeOverOptions {
    return {
      collector: this.#collector,
      givingUp: this.#givingUp,
      unlinked: this.#unlinked,
      report: this.#options.report,
    };
  }

  get #chains(): readonly CollectedChain["chain"][] {
    return this.#files.all.map(({ chain }) => chain);
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
    for (const { chain, isDone } of this.#files.all) {
      // An empty file, too: that nothing is lost of it is only known when the storage was asked.
      if (chain.lagBytes > 0 || !isDone)
        this.#options.report.leftBehind(chain.path, chain.lagBytes);
    }
    for (const loss of this.#givingUp.pending) this.#options.report.lossNotSettled(loss);
    await this.#collector[Symbol.asyncDispose]();
    await this.#context.storage[Symbol.asyncDispose]();
    const { failures, untracked } = this.#scans.last ?? { failures: 0, untracked: 0 };
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
      if (isDraining) await this.#schedule.untilNextInDrain(round, this.#given.signal);
      else await this.#schedule.untilNext(round, this.#draining.signal);
    }
    this.#schedule[Symbol.dispose]();
    await this.#scans.idle();
    // Whoever still works is told through `given`, and comes to an end.
    await this.#files.idle();
    await this.#givingUp.idle();
    await watching;
  }

  /** Looks at the open files, scans the volume when it is time, and begins to ship what is due. */
  async #round(isFinal: boolean): Promise<Round> {
    await this.#scans.runIfDue(isFinal);
    const startMs = performance.now();
    await this.#openFiles();
    const change = await this.#files.look();
    const { pinBytesMax, selection } = this.#options;
    this.#heldBytesMax = pinBytesMax === "auto" ? await halfOfVolume(selection.root) : pinBytesMax;
    await this.#files.release(this.#heldBytesMax - this.#collector.waitingPinnedBytes);
    await this.#files.pin();
    await this.#files.note();
    await this.#files.makeRoom();
    const undone = this.#files.ship(isFinal);
    this.#options.report.tracker.roundEnded(undone);
    const isWaiting = this.#collector.waitingCount > 0 || this.#givingUp.pending.size > 0;
    return {
      change,
      // What could not be seen may be there: a drain is not complete without it.
      isIdle: this.#scans.isComplete && undone === 0 && !isWaiting,
      tookMs: performance.now() - startMs,
    };
  }

  /** Opens what has taken the names of open files, and what waits for room. */
  async #openFiles(): Promise<void> {
    try {
      if (await this.#collector.checkNames()) this.#scans.want();
      await this.#collector.openWaiting();
    } catch {
      // The volume went away, which the next scan reports. What is open goes on being shipped.
    }
    this.#files.addFound();
  }
}
