import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { EXIT_FAILURE, EXIT_OK } from "./exit-code.ts";
import type { Logger } from "./logger.ts";

/** A running container's work. */
export interface Service {
  /** Settles when the service can no longer do its work; never, as long as all is well. */
  readonly failed?: Promise<unknown>;
  /**
   * Finishes what is under way and frees everything. When `deadline` aborts, it gives up what is
   * left and returns as soon as it can.
   *
   * @returns false when something had to be left behind
   */
  drain(deadline: AbortSignal): Promise<boolean>;
}

export interface LifecycleOptions {
  readonly logger: Logger;
  /** Aborts when the process is asked to stop. */
  readonly stop: AbortSignal;
  /** How long `drain` may take. */
  readonly drainTimeoutMs: number;
  readonly start: () => Promise<Service>;
}

/** How long a service may go on after its deadline before the process leaves it behind. */
const OVERRUN_MS = 1_000;

/**
 * Starts a service, waits until the process is told to stop, and drains it within its budget.
 *
 * @returns the exit code: 0 when all was finished, 1 when something failed or was left behind
 */
export async function runUntilStopped(options: LifecycleOptions): Promise<number> {
  const { logger, stop, drainTimeoutMs, start } = options;
  const service = await start();
  const stopped = stop.aborted ? Promise.resolve() : once(stop, "abort");
  const failure = await Promise.race([
    stopped.then(() => undefined),
    service.failed?.then(toError, toError) ?? stopped.then(() => undefined),
  ]);
  if (failure === undefined) {
    logger.info({ signal: stop.reason, drain_timeout_ms: drainTimeoutMs }, "draining");
  } else {
    logger.fatal({ err: failure }, "service failed, draining");
  }

  const deadline = AbortSignal.timeout(drainTimeoutMs);
  const overrun = sleep(drainTimeoutMs + OVERRUN_MS, false, { ref: false });
  const complete = await Promise.race([service.drain(deadline), overrun]);
  logger.info({ complete }, "stopped");
  return complete && failure === undefined ? EXIT_OK : EXIT_FAILURE;
}

function toError(cause: unknown): Error {
  return cause instanceof Error ? cause : new Error("Service ended on its own", { cause });
}
