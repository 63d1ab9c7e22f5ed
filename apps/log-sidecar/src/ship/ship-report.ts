import { errorCode } from "@sidecar-pair/runtime/errors.ts";
import { LimitedLogger } from "@sidecar-pair/runtime/limited-logger.ts";
import type { Logger } from "@sidecar-pair/runtime/logger.ts";
import { StateChange } from "@sidecar-pair/runtime/state-change.ts";
import type { Registry } from "@sidecar-pair/runtime/prometheus.ts";
import { hintFor } from "../hint/hint-for.ts";
import type { Ability, Guarantee } from "../storage/guarantee.ts";
import type { Checkpoint } from "./checkpoints.ts";
import { DrainTracker } from "./drain-tracker.ts";
import type { Shipper } from "./neighbour-watch.ts";
import { outage } from "./outage.ts";
import type { PendingLoss } from "./pending-losses.ts";
import type { Gap, ShipSummary } from "./ship-summary.ts";
import { type ShipMetrics, createShipMetrics } from "./ship-metrics.ts";
import { VolumeReport } from "./volume-report.ts";

const DESTINATIONS_MAX = 100;

/** What shipping has to tell: each event is one log line, or a metric, or both. */
export class ShipReport {
  /** Of the volume, its files, pins and state. */
  readonly volume: VolumeReport;
  /** What a drain comes to. */
  readonly tracker = new DrainTracker(() => performance.now());
  readonly #logger: LimitedLogger;
  readonly #storage: StateChange<string>;
  readonly #neighbour: StateChange<string>;
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
    this.#neighbour = new StateChange<string>("", (pod, previous, details) => {
      if (pod === "") logger.info({ after: previous }, "alone on this volume again");
      else logger.warn({ pod, ...details }, "another log-sidecar works on this volume");
    });
    this.#metrics = createShipMetrics(registry);
    const { tracker } = this;
    this.volume = new VolumeReport({
      logger,
      limited: this.#logger,
      metrics: this.#metrics,
      tracker,
    });
  }

  /** What a status tells of all that happened. */
  get summary(): ShipSummary {
    return {
      storage: this.#storage.current || "ok",
      ...(this.#hint !== undefined && { hint: this.#hint }),
      troubles: this.volume.troubles,
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
    this.tracker.storageWorked();
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
    this.tracker.storageWorked();
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
    this.tracker.storageFailed(error);
    this.#storage.enter(code, { hint: this.#hint, err: error });
  }

  get isStorageFailing(): boolean {
    return this.#storage.current !== "";
  }

  lossUnusable(error: unknown): void {
    this.#logger.error({ code: errorCode(error), err: error }, "ignoring a damaged loss record");
  }

  neighbourLooked(neighbour: Shipper | undefined): void {
    const hint =
      "let only one Pod have the volume (ReadWriteOncePod, one replica, not both by hand)";
    this.#neighbour.enter(neighbour?.pod ?? "", { node: neighbour?.node, hint });
  }

  gaveUp(path: string, bytes: number): void {
    this.#metrics.givenUp.inc(bytes);
    const hint = "bring the storage back, or raise PIN_MAX_BYTES and the volume's size";
    this.#logger.error({ path, bytes, hint }, "pins are at PIN_MAX_BYTES, gave up the oldest file");
  }

  checkpointUnusable(generation: string, error: unknown): void {
    this.#metrics.unusedCheckpoints.inc({ reason: "damaged" });
    this.#logger.warn({ generation, err: error }, "checkpoint is unusable, asking the storage");
  }

  /** Once per storage and Pod: all files of the one before have such a checkpoint, at every attempt. */
  checkpointElsewhere(
    generation: string,
    { destination, pod }: Pick<Checkpoint, "destination" | "pod">,
  ): void {
    this.#metrics.unusedCheckpoints.inc({ reason: "elsewhere" });
    const owner = `${destination} ${pod}`;
    if (this.#destinations.has(owner)) return;
    if (this.#destinations.size >= DESTINATIONS_MAX) this.#destinations.clear();
    this.#destinations.add(owner);
    const details = { generation, destination, checkpointPod: pod };
    this.#logger.warn(details, "checkpoint is of another storage or Pod, not used");
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
}
