import type { Environment } from "@sidecar-pair/runtime/command.ts";
import { type Service, untilAborted } from "@sidecar-pair/runtime/lifecycle.ts";
import type { Logger } from "@sidecar-pair/runtime/logger.ts";
import { type Health, startManagementServer } from "@sidecar-pair/runtime/management-server.ts";
import { registerProcessMetrics } from "@sidecar-pair/runtime/process-metrics.ts";
import { dirname, resolve } from "node:path";
import { Registry } from "@sidecar-pair/runtime/prometheus.ts";
import type { NamedConfig } from "./config.ts";
import { createShipping } from "./ship/create-shipping.ts";
import { StorageGate } from "./ship/storage-gate.ts";
import { MainPipe } from "./main-pipe.ts";
import { createTicker } from "./tick/create-ticker.ts";
import { withTroubles } from "./ship/status.ts";
import { TickReport } from "./tick/tick-report.ts";
import { whyNotShipped } from "./ship/why-not-shipped.ts";

export interface SidecarContext {
  readonly logger: Logger;
  readonly env: Environment;
  readonly version: string;
}

const OK: Health = { ok: true };

/**
 * Starts the sidecar: the management port first, so that a port which is taken stops it before it
 * writes, then the ticker and shipping, then whatever waits for them: main, if it holds a pipe open.
 */
export async function startSidecar(
  config: NamedConfig,
  { logger, env, version }: SidecarContext,
): Promise<Service> {
  const { tickIntervalMs, tickFile, shipTo, exitWithMain, podUid, nodeName } = config;
  const registry = new Registry();
  registerProcessMetrics(registry);
  const ticks = new TickReport(logger, registry);
  const ticker =
    tickIntervalMs === undefined ? undefined : createTicker({ ...config, tickIntervalMs }, ticks);
  const root = dirname(resolve(tickFile));
  const main =
    exitWithMain === undefined
      ? undefined
      : new MainPipe(root, resolve(root, exitWithMain), logger);
  const stopping = new AbortController();
  const gate = config.requireStorage ? new StorageGate({ stop: stopping.signal }) : undefined;
  const shipping = await createShipping(config, { logger, env, registry, main, gate });
  const management = await startManagementServer({
    host: config.host,
    port: config.managementPort,
    // A drain may take longer than ticks may be away.
    live: () => (stopping.signal.aborted ? OK : (ticker?.live() ?? OK)),
    ready: () => (gate?.health.ok === false ? gate.health : (ticker?.ready() ?? OK)),
    registry,
    status: shipping && (() => withTroubles(shipping.status, ticks.troubles)),
    name: "log-sidecar",
    version,
  });

  const ticking = ticker?.run(stopping.signal) ?? untilAborted(stopping.signal);
  const shipped = shipping?.start() ?? untilAborted(stopping.signal);
  logger.info(
    {
      version,
      podUid,
      nodeName,
      tickFile,
      tickIntervalMs,
      shipTo,
      managementPort: management.port,
    },
    "started",
  );
  // Last of all: main begins its work when its pipe is opened.
  const stopped = new AbortController();
  return {
    failed: Promise.race([ticking, shipped]),
    // Main begins when its pipe is opened.
    done:
      main && (gate?.opened ?? Promise.resolve()).then(() => main.untilMainEnded(stopped.signal)),
    trouble: () =>
      gate?.health.ok === false ? gate.health.reason : whyNotShipped(shipping?.status),
    drain: async (deadline) => {
      stopping.abort();
      const ticked = await Promise.race([
        // Why it failed was told through `failed`.
        ticking.then(
          () => true,
          () => false,
        ),
        untilAborted(deadline).then(() => false),
      ]);
      // After the last tick, so that it is shipped as well.
      const { complete } = (await shipping?.drain(deadline)) ?? { complete: true };
      stopped.abort();
      await management[Symbol.asyncDispose]();
      return ticked && complete && gate?.health.ok !== false;
    },
  };
}
