import { errorCode } from "@sidecar-pair/runtime/errors.ts";
import type { LimitedLogger } from "@sidecar-pair/runtime/limited-logger.ts";
import type { Logger } from "@sidecar-pair/runtime/logger.ts";
import { StateChange } from "@sidecar-pair/runtime/state-change.ts";
import type { ScanOutcome } from "../collect/collector.ts";
import type { LeftOut } from "../collect/scan.ts";
import { hintFor } from "../hint/hint-for.ts";
import type { Place } from "../hint/volume-hints.ts";
import { FileTroubles } from "../status/file-troubles.ts";
import { type LocalTrouble, troubleOf } from "../status/local-trouble.ts";
import type { DrainTracker } from "./drain-tracker.ts";
import { outage } from "./outage.ts";
import type { ShipMetrics } from "./ship-metrics.ts";

/** What a metric calls the places. */
const PLACES = { volume: "collect", state: "state", pin: "pin" } as const satisfies Readonly<
  Record<string, Place>
>;

/** What COLLECT selects, by the last scan. */
type Selected = "unknown" | "nothing" | "files" | "too many";

const SELECTS_NOTHING =
  "compare COLLECT with the paths on the volume; `log-sidecar validate` shows what it selects";

/** Causes that are remembered; beyond that some are logged again. */
const CAUSES_MAX = 10_000;

export interface VolumeReportOptions {
  readonly logger: Logger;
  /** For what can happen once per file. */
  readonly limited: LimitedLogger;
  readonly metrics: ShipMetrics;
  readonly tracker: DrainTracker;
}

/** What collecting reports of the volume, its files, pins and state: one log line, a metric, or both. */
export class VolumeReport {
  readonly #options: VolumeReportOptions;
  readonly #volume: StateChange<string>;
  readonly #state: StateChange<string>;
  readonly #pins: StateChange<string>;
  readonly #selection: StateChange<Selected>;
  readonly #files = new FileTroubles();
  /** Paths with their causes; each is logged once. */
  readonly #causes = new Set<string>();
  /** Whether a file can be, or could be, pinned. */
  #hasPinned = false;
  #isReadOnly = false;

  constructor(options: VolumeReportOptions) {
    const { logger } = options;
    this.#options = options;
    this.#volume = outage(logger, "collecting again", "cannot collect, retrying");
    this.#state = outage(logger, "state is written again", "cannot write state, going on without");
    this.#pins = outage(logger, "pinning again", "cannot pin files, holding them open instead");
    this.#selection = new StateChange<Selected>("unknown", (state, previous, details) => {
      if (state === "nothing") logger.warn({ hint: SELECTS_NOTHING }, "COLLECT selects no file");
      else if (state === "too many") logger.error(details, "COLLECT selects too many files");
      else if (previous !== "unknown") logger.info(details, "COLLECT selects files again");
    });
  }

  /** What fails on this machine now. */
  get troubles(): readonly LocalTrouble[] {
    return [
      ...troubleOf("volume", this.#volume),
      ...troubleOf("state", this.#state),
      ...troubleOf("pins", this.#pins),
      ...this.#files.current,
    ];
  }

  /** The volume was scanned. */
  collected({ selected, untracked }: Pick<ScanOutcome, "selected" | "untracked">): void {
    this.#options.tracker.volumeRead();
    this.#files.scanned();
    this.#volume.enter("");
    const state = selected === 0 ? "nothing" : untracked > 0 ? "too many" : "files";
    this.#selection.enter(state, { selected, untracked });
  }

  collectFailed(error: unknown): void {
    this.#options.tracker.volumeFailed(error);
    this.#failed(this.#volume, "volume", error);
  }

  /** Once per path and reason. */
  leftOut(path: string, reason: LeftOut): void {
    this.#once(`${reason} ${path}`, () =>
      this.#options.limited.warn({ path, reason }, "COLLECT matches a name that is not collected"),
    );
  }

  eventsMissed(): void {
    this.#options.logger.warn("the volume changed without an event, polling it instead");
  }

  /** Once per file and error: it is tried again at every scan. */
  fileFailed(path: string, error: unknown): void {
    const code = errorCode(error);
    this.#options.metrics.localErrors.inc({ what: "file", code });
    const hint = hintFor("collect", error);
    this.#files.failed(path, code, hint);
    this.#once(`${code} ${path}`, () => {
      const details = { path, code, hint, err: error };
      this.#options.limited.error(details, "cannot collect a file, will try again");
    });
  }

  /** Nothing that was to be pinned has failed. @param count how many files were pinned */
  pinned(count: number): void {
    this.#hasPinned ||= count > 0;
    this.#pins.enter("");
  }

  pinFailed(path: string, error: unknown): void {
    if (errorCode(error) === "EROFS" && !this.#hasPinned) this.#foundReadOnly();
    else this.#failed(this.#pins, "pin", error, { path });
  }

  pinDropped(path: string): void {
    this.#options.limited.warn(
      { path },
      "COLLECT no longer selects a pinned file, removed its pin",
    );
  }

  stateWritten(): void {
    this.#state.enter("");
  }

  stateFailed(error: unknown): void {
    this.#failed(this.#state, "state", error);
  }

  #once(cause: string, log: () => void): void {
    if (this.#causes.has(cause)) return;
    if (this.#causes.size >= CAUSES_MAX) this.#causes.clear();
    this.#causes.add(cause);
    log();
  }

  /** Read-only from the start is how the volume was mounted, and nothing that goes wrong. */
  #foundReadOnly(): void {
    if (this.#isReadOnly) return;
    this.#isReadOnly = true;
    this.#options.logger.info("volume is read-only, holding files open instead of pinning them");
  }

  #failed(
    state: StateChange<string>,
    what: keyof typeof PLACES,
    error: unknown,
    details: object = {},
  ): void {
    const code = errorCode(error);
    this.#options.metrics.localErrors.inc({ what, code });
    state.enter(code, { ...details, hint: hintFor(PLACES[what], error), err: error });
  }
}
