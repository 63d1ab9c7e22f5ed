import type { Logger } from "@sidecar-pair/runtime/logger.ts";
import { Counter, Gauge, type Registry } from "@sidecar-pair/runtime/prometheus.ts";

/** What the live page has to tell: how many look at it, and who was too slow. */
export interface LiveReport {
  dropped(): void;
}

export function createLiveReport(
  logger: Logger,
  registry: Registry,
  countClients: () => number,
): LiveReport {
  registry.registerMetric(
    new Gauge({
      name: "main_web_live_clients",
      help: "Clients that listen to /events.",
      registers: [],
      collect() {
        this.set(countClients());
      },
    }),
  );
  const dropped = new Counter({
    name: "main_web_live_clients_dropped_total",
    help: "Clients of /events that were dropped because they did not read.",
    registers: [registry],
  });
  return {
    dropped: () => {
      dropped.inc();
      logger.debug("dropped a client that does not read its events");
    },
  };
}
