import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Service } from "@sidecar-pair/runtime/lifecycle.ts";
import type { Logger } from "@sidecar-pair/runtime/logger.ts";
import { startManagementServer } from "@sidecar-pair/runtime/management-server.ts";
import { registerProcessMetrics } from "@sidecar-pair/runtime/process-metrics.ts";
import { Registry } from "@sidecar-pair/runtime/prometheus.ts";
import type { Config } from "./config.ts";
import { registerConnectionMetrics } from "./http/connections/connection-metrics.ts";
import { createApp } from "./http/create-app.ts";
import { createFront } from "./http/front.ts";
import { PageAnswers } from "./http/page-answers.ts";
import { servePage } from "./http/page-handler.ts";
import { startPageServer } from "./http/page-server.ts";
import { createPlainAnswer } from "./http/plain-answer.ts";
import { RequestReport } from "./http/request-report.ts";
import type { LendBody } from "./http/send-page.ts";
import { connectionsMaxFor } from "./http/server-limits.ts";
import { createLive } from "./live/create-live.ts";
import { PageReport, registerPageMetrics } from "./page-report.ts";
import { PageStore } from "./page/page-store.ts";
import { readiness } from "./page/readiness.ts";
import { watchPage } from "./page/watch-page.ts";
import { OwnRequests } from "./watchdog/own-requests.ts";
import type { Watchdog } from "./watchdog/watchdog.ts";
import { watchOwnPort } from "./watchdog/watch-own-port.ts";

export interface WebContext {
  readonly logger: Logger;
  readonly version: string;
}

/** Starts the web server: the ports first, so that one which is taken stops it at once. */
export async function startWeb(
  config: Config,
  { logger, version }: WebContext,
): Promise<Service & { readonly port: number }> {
  const { host, webRoot, maxPageAgeMs, shutdownDelayMs, drainTimeoutMs } = config;
  const path = join(webRoot, "index.html");
  const stopping = new AbortController();
  const registry = new Registry();
  registerProcessMetrics(registry);
  const { liveClientsMax: clientsMax, sidecarUrl } = config;
  const live = await createLive({ clientsMax, sidecarUrl, logger, registry });
  const report = new PageReport(path, logger);
  const store = new PageStore({
    path,
    looked: (error) => {
      report.looked(error);
      const page = store.current;
      live.pageChanged(page?.kind === "large" ? "too large" : page?.start);
    },
    stop: stopping.signal,
  });
  const currentPage = (): typeof store.current => store.current;
  let draining = false;
  let watchdog: Watchdog | undefined;
  const serving = new AbortController();

  registerPageMetrics(registry, currentPage, maxPageAgeMs);
  // Frees what has started when the rest cannot.
  await using starting = new AsyncDisposableStack();
  const management = starting.use(
    await startManagementServer({
      host,
      port: config.managementPort,
      live: () => watchdog?.health() ?? { ok: true },
      ready: () => readiness({ page: store.current, nowMs: Date.now(), maxPageAgeMs, draining }),
      registry,
      name: "main-web",
      version,
    }),
  );
  const own = new OwnRequests();
  const { accessLogRatio } = config;
  const requests = new RequestReport({ logger, registry, accessLogRatio, own });
  const answers = new PageAnswers();
  const lend: LendBody = (body, socket) => server.connections.lend(body, socket);
  const page = servePage({ currentPage, answers, logger, lend });
  const server = await startPageServer({
    handler: createFront({ page, others: createApp({ page, routes: live.routes, logger }) }),
    plainAnswer: createPlainAnswer({ currentPage, answers }),
    address: { host, port: config.port },
    report: requests,
    isDraining: () => draining,
    limits: { connectionsMax: connectionsMaxFor(clientsMax) },
  });
  registerConnectionMetrics(registry, server.connections);
  watchdog = watchOwnPort({ host, port: server.port, own, logger, stop: serving.signal });
  const started = starting.move();
  const watching = watchPage(path, store, { logger, stop: stopping.signal });
  logger.info({ version, path, port: server.port, managementPort: management.port }, "started");

  return {
    port: server.port,
    failed: watching,
    drain: async (deadline) => {
      draining = true;
      serving.abort();
      live.close();
      await sleep(shutdownDelayMs, undefined, { signal: deadline }).catch(() => {});
      const cut = await server.close(
        AbortSignal.any([deadline, AbortSignal.timeout(drainTimeoutMs)]),
      );
      if (cut > 0) logger.warn({ connections: cut }, "cut connections that were still open");
      stopping.abort();
      // Why it failed, if it did, was told through `failed`.
      await watching.catch(() => {});
      await store.close();
      await started.disposeAsync();
      return true;
    },
  };
}
