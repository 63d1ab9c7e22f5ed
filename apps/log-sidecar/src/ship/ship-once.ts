import assert from "node:assert/strict";
import type { Environment } from "@sidecar-pair/runtime/command.ts";
import { EXIT_FAILURE, EXIT_OK } from "@sidecar-pair/runtime/exit-code.ts";
import type { Logger } from "@sidecar-pair/runtime/logger.ts";
import { Registry } from "@sidecar-pair/runtime/prometheus.ts";
import type { Config } from "../config.ts";
import { createShipping } from "./create-shipping.ts";

export interface OnceContext {
  readonly logger: Logger;
  readonly env: Environment;
  readonly stop: AbortSignal;
}

/**
 * Ships all that is on the volume, and comes back.
 *
 * @returns the exit code: 1 when it was told to stop before the end
 */
export async function shipOnce(
  config: Config,
  { logger, env, stop }: OnceContext,
): Promise<number> {
  const shipping = await createShipping(config, { logger, env, registry: new Registry() });
  assert(shipping, "Expected SHIP_TO: a configuration without it is refused");
  logger.info({ shipTo: config.shipTo }, "shipping once");
  void shipping.start();
  const complete = await shipping.drain(stop);
  logger.info({ complete }, "shipped");
  return complete ? EXIT_OK : EXIT_FAILURE;
}
