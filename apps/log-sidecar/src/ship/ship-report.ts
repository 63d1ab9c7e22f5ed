import { errorCode } from "@sidecar-pair/runtime/errors.ts";
import { LimitedLogger } from "@sidecar-pair/runtime/limited-logger.ts";
import type { Logger } from "@sidecar-pair/runtime/logger.ts";
import { StateChange } from "@sidecar-pair/runtime/state-change.ts";
import type { Registry } from "@sidecar-pair/runtime/prometheus.ts";
import { hintFor } from "../hint/hint-for.ts";
import type { ScanOutcome } from "../collect/collector.ts";
import type { LeftOut } from "../collect/scan.ts";
import type { Place } from "../hint/volume-hints.ts";
import { FileTroubles } from "../status/file-troubles.ts";
import { troubleOf } from "../status/local-trouble.ts";
import type { Ability, Guarantee } from "../storage/guarantee.ts";
import type { Checkpoint } from "./checkpoints.ts";
import type { Shipper } from "./neighbour-watch.ts";
import { outage } from "./outage.ts";
import type { PendingLoss } from "./pending-losses.ts";
import type { Gap, ShipSummary } from "./ship-summary.ts";
import { Troubles } from "./troubles.ts";
import { type ShipMetrics, createShipMetrics } from "./ship-metrics.ts";

/** What a metric calls the places. */
const PLACES = { volume: "collect", state: "state", pin: "pin" } as const satisfies Readonly<
  Record<string, Place>
>;

/** What COLLECT selects, by the last scan. */
type Selected = "unknown" | "nothing" | "files" | "too many";

const SELECTS_NOTHING =
  "compare COLLECT with the paths on the volume; `log-sidecar validate` shows what it selects";

/** Files in trouble that are remembered; beyond that some are reported again. */
const TROUBLES_MAX = 10_000;
const DESTINATIONS_MAX = 100;

/** What shipping has to tell: each event is one log line, or a metric, or both. */
export class ShipReport {
  /** What fails now. */
  readonly troubles = new Troubles(() => performance.now());
  readonly #logger: LimitedLogger;
  readonly #storage: StateChange<string>;
  readonly #volume: StateChange<string>;
  readonly #state: StateChange<string>;
  readonly #pins: StateChange<string>;
  /** Whether a file can be, or could be, pinned. */
  #hasPinned = false;
  #isReadOnly = false;
  readonly #neighbour: StateChange<string>;
  readonly #selection: StateChange<Selected>;
  readonly #troubles = new Set<string>();
  readonly #fileTroubles = new FileTroubles();
  /** Destinations of checkpoints that are not ours; each is reported once. */
  readonly #destinations = new Set<string>();
  readonly #metrics: ShipMetrics;
  /** Of the last failure, which may be another than the one that the trouble began with. */
  #hint: string | undefined;
  #guarantee: Guarantee | undefined;
  #lastSuccessAt: Date | undefined;
  #gaps = 0;
  #lostBytes = 0;

  constructor(logger: Logger, registry: Registry) {
    // Most of this can happen once per file, and again at every attempt.
    this.#logger = new LimitedLogger(logger);
    this.#storage = outage(logger, "storage works again", "storage fails, retrying");
    this.#volume = outage(logger, "collecting again", "cannot collect, retrying");
    this.#state = outage(logger, "state is written again", "cannot write state, going on without");
    this.#pins = outage(logger, "pinning again", "cannot pin files, holding them open instead");
    this.#neighbour = new StateChange<string>("", (pod, previous, details) => {
      if (pod === "") logger.info({ after: previous }, "alone on this volume again");
      else logger.warn({ pod, ...details }, "another log-sidecar works on this volume");
    });
    this.#selection = new StateChange<Selected>("unknown", (state, previous, details) => {
      if (state === "nothing") logger.warn({ hint: SELECTS_NOTHING }, "COLLECT selects no file");
      else if (state === "too many") logger.error(details, "COLLECT selects too many files");
      else if (previous !== "unknown") logger.info(details, "COLLECT selects files again");
    });
    this.#metrics = createShipMetrics(registry);
  }

  /** What a status tells of all that happened. */
  get summary(): ShipSummary {
    return {
      storage: this.#storage.current || "ok",
      ...(this.#hint !== undefined && { hint: this.#hint }),
      troubles: [
        ...troubleOf("volume", this.#volume),
        ...troubleOf("state", this.#state),
        ...troubleOf("pins", this.#pins),
        ...this.#fileTroubles.current,
      ],
      ...(this.#neighbour.current !== "" && { neighbour: this.#neighbour.current }),
      guarantee: this.#guarantee,
      lastSuccess: this.#lastSuccessAt?.toISOString(),
      gaps: this.#gaps,
      gapBytes: this.#lostBytes,
    };
  }

  /** What the storage can do was found out. */
  proven(guarantee: Guarantee, ability: Ability): void {
    this.#guarantee = guarantee;
    this.troubles.storageWorked();
    this.#hint = undefined;
    this.#storage.enter("");
    const details = { guarantee, ...ability };
    if (guarantee === "exactly once") this.#logger.info(details, "tried out the storage");
    else this.#logger.warn(details, "tried out the storage: it promises less than others");
  }

  shipped(bytes: number): void {
    this.#lastSuccessAt = new Date();
    this.#metrics.bytes.inc(bytes);
    this.#metrics.chunks.inc();
    this.#metrics.lastSuccess.setToCurrentTime();
    this.#hint = undefined;
    this.troubles.storageWorked();
    this.#storage.enter("");
  }

  adopted(key: string, bytes: number): void {
    this.#metrics.adopted.inc();
    this.#logger.info({ key, bytes }, "chunk was in the storage already");
  }

  filled(path: string, start: number, bytes: number): void {
    this.shipped(bytes);
    this.#logger.warn({ path, start, bytes }, "shipped again what the storage had lost");
  }

  storageFailed(error: unknown): void {
    const code = errorCode(error);
    this.#metrics.errors.inc({ code });
    this.#hint = hintFor("storage", error);
    this.troubles.storageFailed(error);
    this.#storage.enter(code, { hint: this.#hint, err: error });
  }

  get isStorageFailing(): boolean {
    return this.#storage.current !== "";
  }

  /** The volume was scanned. */
  collected({ selected, untracked }: Pick<ScanOutcome, "selected" | "untracked">): void {
    this.troubles.volumeRead();
    this.#fileTroubles.scanned();
    this.#volume.enter("");
    const state = selected === 0 ? "nothing" : untracked > 0 ? "too many" : "files";
    this.#selection.enter(state, { selected, untracked });
  }

  /** Once per path and reason. */
  leftOut(path: string, reason: LeftOut): void {
    this.#once(`${reason} ${path}`, () =>
      this.#logger.warn({ path, reason }, "COLLECT matches a name that is not collected"),
    );
  }

  pinDropped(path: string): void {
    this.#logger.warn({ path }, "COLLECT no longer selects a pinned file, removed its pin");
  }

  lossUnusable(error: unknown): void {
    this.#logger.error({ code: errorCode(error), err: error }, "ignoring a damaged loss record");
  }

  collectFailed(error: unknown): void {
    this.troubles.volumeFailed(error);
    this.#failed(this.#volume, "volume", error);
  }

  eventsMissed(): void {
    this.#logger.warn("the volume changed without an event, polling it instead");
  }

  /** Once per file and error: it is tried again at every look. */
  fileFailed(path: string, error: unknown): void {
    const code = errorCode(error);
    this.#metrics.localErrors.inc({ what: "file", code });
    const hint = hintFor("collect", error);
    this.#fileTroubles.failed(path, code, hint);
    this.#once(`${code} ${path}`, () => {
      const details = { path, code, hint, err: error };
      this.#logger.error(details, "cannot collect a file, will try again");
    });
  }

  neighbourLooked(neighbour: Shipper | undefined): void {
    const hint =
      "let only one Pod have the volume (ReadWriteOncePod, one replica, not both by hand)";
    this.#neighbour.enter(neighbour?.pod ?? "", { node: neighbour?.node, hint });
  }

  pinned(): void {
    this.#hasPinned = true;
    this.#pins.enter("");
  }

  pinFailed(path: string, error: unknown): void {
    if (errorCode(error) === "EROFS" && !this.#hasPinned) {
      this.#foundReadOnly();
      return;
    }
    this.#failed(this.#pins, "pin", error, { path });
  }

  stateWritten(): void {
    this.#state.enter("");
  }

  gaveUp(path: string, bytes: number): void {
    this.#metrics.givenUp.inc(bytes);
    const hint = "bring the storage back, or raise PIN_MAX_BYTES and the volume's size";
    this.#logger.error({ path, bytes, hint }, "pins are at PIN_MAX_BYTES, gave up the oldest file");
  }

  stateFailed(error: unknown): void {
    this.#failed(this.#state, "state", error);
  }

  checkpointUnusable(generation: string, error: unknown): void {
    this.#metrics.unusedCheckpoints.inc({ reason: "damaged" });
    this.#logger.warn({ generation, err: error }, "checkpoint is unusable, asking the storage");
  }

  /** Once per destination: all files of the one before have such a checkpoint, at every attempt. */
  checkpointElsewhere(generation: string, { destination }: Pick<Checkpoint, "destination">): void {
    this.#metrics.unusedCheckpoints.inc({ reason: "elsewhere" });
    if (this.#destinations.has(destination)) return;
    if (this.#destinations.size >= DESTINATIONS_MAX) this.#destinations.clear();
    this.#destinations.add(destination);
    this.#logger.warn({ generation, destination }, "checkpoint is of another storage, not used");
  }

  storageLacks(path: string, { lastStart, position }: Checkpoint): void {
    this.#logger.error(
      { path, lastStart, position },
      "storage lacks what it had acknowledged, shipping again what is still there",
    );
  }

  startedOver(path: string, reason: string, position: number): void {
    this.#logger.warn(
      { path, reason, position },
      "file was truncated or replaced, starting a new chain",
    );
  }

  gap(path: string, { start, end, reason }: Gap): void {
    this.#gaps++;
    this.#lostBytes += end - start;
    this.#metrics.gapBytes.inc(end - start);
    this.#logger.error({ path, start, end, reason }, "bytes were lost before they were shipped");
  }

  lossNotSettled({ path, end }: PendingLoss): void {
    this.#logger.error({ path, end }, "a loss is not on record in the storage yet");
  }

  leftBehind(path: string, bytes: number): void {
    this.#logger.error({ path, bytes }, "not shipped in time");
  }

  #once(trouble: string, log: () => void): void {
    if (this.#troubles.has(trouble)) return;
    if (this.#troubles.size >= TROUBLES_MAX) this.#troubles.clear();
    this.#troubles.add(trouble);
    log();
  }

  /** Read-only from the start is how the volume was mounted, and nothing that goes wrong. */
  #foundReadOnly(): void {
    if (this.#isReadOnly) return;
    this.#isReadOnly = true;
    this.#logger.info("volume is read-only, holding files open instead of pinning them");
  }

  #failed(
    state: StateChange<string>,
    what: keyof typeof PLACES,
    error: unknown,
    details: object = {},
  ): void {
    const code = errorCode(error);
    this.#metrics.localErrors.inc({ what, code });
    state.enter(code, { ...details, hint: hintFor(PLACES[what], error), err: error });
  }
}
