import type { Clock } from "./clock.ts";

export interface TickerOptions {
  readonly intervalMs: number;
  readonly clock: Clock;
  readonly write: (date: Date) => Promise<void>;
  /** Called with how many ticks were due while the process stood still. */
  readonly missed: (count: number) => void;
  readonly stop: AbortSignal;
}

/**
 * Ticks at once and then at whole multiples of the interval after that, without drift, until it is
 * told to stop. A tick that comes late (stall, suspend) is written once; the ones it has overtaken
 * are counted, not made up.
 */
export async function runTicker(options: TickerOptions): Promise<void> {
  const { intervalMs, clock, write, missed, stop } = options;
  const startMs = clock.elapsedMs();
  let expected = 0;
  while (!stop.aborted) {
    const due = Math.max(expected, Math.floor((clock.elapsedMs() - startMs) / intervalMs));
    if (due > expected) missed(due - expected);
    await write(clock.now());
    expected = due + 1;
    await sleepUntil(startMs + expected * intervalMs, clock, stop);
  }
}

async function sleepUntil(timeMs: number, clock: Clock, stop: AbortSignal): Promise<void> {
  for (;;) {
    const restMs = timeMs - clock.elapsedMs();
    if (restMs <= 0 || stop.aborted) return;
    await clock.sleep(Math.ceil(restMs), stop);
  }
}
