import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import type { Environment } from "@sidecar-pair/runtime/command.ts";
import { untilAborted } from "@sidecar-pair/runtime/lifecycle.ts";
import type { Logger } from "@sidecar-pair/runtime/logger.ts";
import { writeTerminationMessage } from "@sidecar-pair/runtime/termination-message.ts";
import { Registry } from "@sidecar-pair/runtime/prometheus.ts";
import type { NamedConfig } from "../config.ts";
import { createShipping } from "./create-shipping.ts";
import { type DrainOutcome, onceExitCode, whyIncomplete } from "./once-outcome.ts";

export interface OnceContext {
  readonly logger: Logger;
  readonly env: Environment;
  /** Aborts when the process is asked to stop. */
  readonly stop: AbortSignal;
}

/** How long what is under way may take to end after the deadline. */
const OVERRUN_MS = 5_000;
const OVERRUN: DrainOutcome = { complete: false, unreadable: 0, timedOut: true };

/**
 * Ships all that is on the volume, and comes back: at the latest when ONCE_TIMEOUT is over, and soon
 * when the volume is missing or the storage refuses.
 *
 * @returns the exit code, see `onceExitCode`
 */
export async function shipOnce(
  config: NamedConfig,
  { logger, env, stop }: OnceContext,
): Promise<number> {
  const { shipTo, onceTimeoutMs } = config;
  const shipping = await createShipping(config, { logger, env, registry: new Registry() });
  assert(shipping, "Expected SHIP_TO: a configuration without it is refused");
  logger.info({ shipTo, onceTimeoutMs }, "shipping once");
  void shipping.start();
  const deadline = AbortSignal.any([
    stop,
    shipping.hopeless,
    ...(onceTimeoutMs === undefined ? [] : [AbortSignal.timeout(onceTimeoutMs)]),
  ]);
  // A call to the system that never returns must not hold it, either.
  const overrun = untilAborted(deadline).then(() => sleep(OVERRUN_MS, OVERRUN, { ref: false }));
  const outcome = await Promise.race([shipping.drain(deadline), overrun]);
  const exitCode = onceExitCode(outcome);
  if (outcome.complete) logger.info(outcome, "shipped");
  else {
    logger.error({ ...outcome, exitCode }, "not all is shipped");
    writeTerminationMessage(whyIncomplete(outcome));
  }
  return exitCode;
}
