import type { Health } from "@sidecar-pair/runtime/management-server.ts";
import { systemClock } from "./clock.ts";
import { PageFile } from "./page-file.ts";
import { preambleOf } from "./preamble.ts";
import { isTickerAlive, isTickerReady } from "./tick-health.ts";
import { type TickFormat, toTickLine } from "./tick-line.ts";
import type { TickReport } from "./tick-report.ts";
import { runTicker } from "./ticker.ts";

export interface TickerConfig {
  readonly tickFile: string;
  readonly tickIntervalMs: number;
  readonly tickFormat: TickFormat;
  readonly tickMaxSizeBytes: number;
  readonly tickKeep: number;
}

export interface Ticker {
  /** Writes ticks into the file until `stop` aborts; rejects only if the ticker is broken. */
  readonly run: (stop: AbortSignal) => Promise<void>;
  readonly live: () => Health;
  readonly ready: () => Health;
}

/** Ties the schedule to the file: nothing that the volume does ends the ticker. */
export function createTicker(config: TickerConfig, report: TickReport): Ticker {
  const { tickFile: path, tickIntervalMs: intervalMs, tickFormat } = config;
  const clock = systemClock();
  const page = new PageFile({
    path,
    preamble: preambleOf(path),
    maxSizeBytes: config.tickMaxSizeBytes,
    keep: config.tickKeep,
  });
  const state = { lastAttemptMs: clock.elapsedMs(), written: false };

  const write = async (date: Date): Promise<void> => {
    state.lastAttemptMs = clock.elapsedMs();
    try {
      const { rotated } = await page.append(toTickLine(date, tickFormat));
      state.written = true;
      if (rotated) report.rotated(path);
      report.written(date, path);
    } catch (error) {
      report.failed(error, path);
    }
  };
  const missed = (count: number): void => report.missed(count, intervalMs);
  return {
    run: (stop) => runTicker({ intervalMs, clock, write, missed, stop }),
    live: () => isTickerAlive(state, intervalMs, clock.elapsedMs()),
    ready: () => isTickerReady(state),
  };
}
