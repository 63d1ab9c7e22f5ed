import type { Logger } from "@sidecar-pair/runtime/logger.ts";
import { errorCode } from "@sidecar-pair/runtime/errors.ts";
import { StateChange } from "@sidecar-pair/runtime/state-change.ts";
import { hintFor } from "../hint/hint-for.ts";
import { type LocalTrouble, troubleOf } from "../status/local-trouble.ts";
import { Counter, Gauge, type Registry } from "@sidecar-pair/runtime/prometheus.ts";

/** A shorter stall is counted only: timers of a millisecond miss some all the time. */
const STALL_MS_MIN = 1_000;

/** What the ticker has to tell: each event is one log line and one metric. */
export class TickReport {
  readonly #logger: Logger;
  readonly #volume: StateChange<string>;
  readonly #written: Counter;
  readonly #missed: Counter;
  readonly #failed: Counter<"code">;
  readonly #rotations: Counter;
  readonly #lastWritten: Gauge;

  constructor(logger: Logger, registry: Registry) {
    this.#logger = logger;
    this.#volume = new StateChange<string>("writable", (state, previous, details) => {
      if (state === "writable") logger.info({ ...details, after: previous }, "writing again");
      else logger.error({ ...details, code: state }, "cannot write, will try at every tick");
    });
    const registers = [registry];
    this.#written = new Counter({
      name: "log_sidecar_ticks_total",
      help: "Lines written to the tick file.",
      registers,
    });
    this.#missed = new Counter({
      name: "log_sidecar_ticks_missed_total",
      help: "Ticks that were due while the process stood still.",
      registers,
    });
    this.#failed = new Counter({
      name: "log_sidecar_ticks_failed_total",
      help: "Ticks that could not be written, by system error.",
      labelNames: ["code"],
      registers,
    });
    this.#rotations = new Counter({
      name: "log_sidecar_tick_rotations_total",
      help: "How often the tick file was rotated.",
      registers,
    });
    this.#lastWritten = new Gauge({
      name: "log_sidecar_tick_last_written_timestamp_seconds",
      help: "When the last line was written, seconds since unix epoch.",
      registers,
    });
  }

  /** That the page cannot be written, for `/status`. */
  get troubles(): readonly LocalTrouble[] {
    return troubleOf("page", this.#volume, "writable");
  }

  written(date: Date, path: string): void {
    this.#written.inc();
    this.#lastWritten.set(date.getTime() / 1_000);
    this.#volume.enter("writable", { path });
    this.#logger.debug({ path }, "tick");
  }

  rotated(path: string): void {
    this.#rotations.inc();
    this.#logger.info({ path }, "rotated");
  }

  missed(count: number, intervalMs: number): void {
    this.#missed.inc(count);
    const stallMs = count * intervalMs;
    if (stallMs >= STALL_MS_MIN) this.#logger.warn({ count, stallMs }, "missed ticks");
  }

  failed(error: unknown, path: string): void {
    const code = errorCode(error);
    this.#failed.inc({ code });
    this.#volume.enter(code, { path, hint: hintFor("tick", error), err: error });
  }
}
