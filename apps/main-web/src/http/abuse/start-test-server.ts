import { createLogger } from "@sidecar-pair/runtime/logger.ts";
import { Registry } from "prom-client";
import { createApp } from "../create-app.ts";
import { registerConnectionMetrics } from "../connections/connection-metrics.ts";
import { type PageServerOptions, startPageServer } from "../page-server.ts";
import { RequestReport } from "../request-report.ts";

export const PAGE = "<!doctype html><pre>\none\n";

/** The page's port with a page in memory and no volume; for tests. */
export async function startTestServer(
  options: Partial<Pick<PageServerOptions, "handler" | "limits" | "isDraining">> & {
    readonly page?: Buffer;
  } = {},
) {
  const { page = Buffer.from(PAGE), ...others } = options;
  const logger = createLogger("main-web", "silent");
  const registry = new Registry();
  const server = await startPageServer({
    handler: createApp({
      currentPage: () => ({ bytes: page, modifiedMs: Date.now(), identity: "" }),
      logger,
    }),
    address: { host: "127.0.0.1", port: 0 },
    report: new RequestReport({ logger, registry, accessLogRatio: 0 }),
    ...others,
  });
  registerConnectionMetrics(registry, server.connections);
  return {
    ...server,
    url: `http://127.0.0.1:${server.port}/`,
    /** @returns the value of a sample of the metrics; 0 as long as it is absent */
    metric: async (sample: string): Promise<number> => {
      const lines = (await registry.metrics()).split("\n");
      const line = lines.find((candidate) => candidate.startsWith(`${sample} `));
      return Number(line?.slice(sample.length) ?? 0);
    },
    [Symbol.asyncDispose]: async () => {
      await server.close(AbortSignal.abort());
    },
  };
}
