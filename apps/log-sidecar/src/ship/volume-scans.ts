import { pause } from "@sidecar-pair/runtime/pause.ts";
import type { Collector, ScanOutcome } from "../collect/collector.ts";
import type { ScanSchedule } from "../collect/scan-schedule.ts";
import type { Checkpoints } from "./checkpoints.ts";
import type { ShipReport } from "./ship-report.ts";

export interface VolumeScansOptions {
  readonly collector: Collector;
  readonly checkpoints: Checkpoints;
  /** Called after the first scan. @param known the generations that are there, as far as could be read */
  readonly scannedFirst: (known: ReadonlySet<string>) => Promise<void>;
  readonly schedule: ScanSchedule;
  /** Ends the scan that is going on. */
  readonly given: AbortSignal;
  readonly report: ShipReport;
}

/** So long a round waits for a scan; one that takes longer goes on beside the rounds. */
const PATIENCE_MS = 250;

/** Scans the volume when it is time to, one scan after the other. */
export class VolumeScans {
  readonly #options: VolumeScansOptions;
  #running: Promise<void> | undefined;
  #last: ScanOutcome | undefined;
  #isWanted = false;
  #isFirst = true;
  /** Whether the checkpoints were removed that are of no file any more. */
  #isSwept = false;

  constructor(options: VolumeScansOptions) {
    this.#options = options;
  }

  /** What the last scan has shown; undefined when the volume could not be opened. */
  get last(): ScanOutcome | undefined {
    return this.#last;
  }

  /** Whether the volume could be scanned, and no scan is going on. */
  get isComplete(): boolean {
    return this.#last !== undefined && this.#running === undefined;
  }

  /** Asks for a scan soon: an open file has left its path. */
  want(): void {
    this.#isWanted = true;
  }

  /**
   * Begins a scan when it is time to, and waits for it, though not for long.
   *
   * @param isFinal it is time in any case, and to its end
   */
  async runIfDue(isFinal: boolean): Promise<void> {
    const { schedule, collector } = this.#options;
    if (isFinal || schedule.isScanDue(this.#isWanted, collector.waitingCount > 0)) {
      this.#running ??= this.#run().finally(() => {
        this.#running = undefined;
      });
    }
    if (this.#running === undefined) return;
    const over = new AbortController();
    await (isFinal
      ? this.#running
      : Promise.race([this.#running, pause(PATIENCE_MS, over.signal)]));
    over.abort();
  }

  /** Resolves when no scan is going on. */
  async idle(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    const { collector, schedule, given, report } = this.#options;
    const startMs = performance.now();
    this.#isWanted = false;
    try {
      this.#last = await collector.scan(given);
      report.volume.collected(this.#last);
      await this.#forget(this.#last);
    } catch (error) {
      // What was found is held open, and goes on being shipped.
      this.#last = undefined;
      if (!given.aborted) report.volume.collectFailed(error);
    }
    schedule.scanned(performance.now() - startMs);
  }

  /** Removes the checkpoints of files that are gone; at first also of those that went while nobody looked. */
  async #forget({ gone, failures }: ScanOutcome): Promise<void> {
    const { collector, checkpoints, scannedFirst, report } = this.#options;
    try {
      for (const generationId of gone) await checkpoints.remove(generationId);
      if (this.#isFirst) {
        this.#isFirst = false;
        await scannedFirst(collector.generationIds());
      }
      if (this.#isSwept || failures > 0) return;
      const known = collector.generationIds();
      await checkpoints.sweep((generationId) => known.has(generationId));
      this.#isSwept = true;
    } catch (error) {
      report.volume.stateFailed(error);
    }
  }
}
