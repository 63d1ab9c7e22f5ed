import { createLogger } from "@sidecar-pair/runtime/logger.ts";
import { Registry } from "@sidecar-pair/runtime/prometheus.ts";
import type { HeldPage } from "../../page/page.ts";
import { GrowingBytes } from "../../page/growing-bytes.ts";
import { hashOf, tagOf } from "../../page/hash-tag.ts";
import { PageVariants } from "../../page/page-variants.ts";
import { registerConnectionMetrics } from "../connections/connection-metrics.ts";
import { createApp } from "../create-app.ts";
import { createFront } from "../front.ts";
import { PageAnswers } from "../page-answers.ts";
import { servePage } from "../page-handler.ts";
import { type PageServerOptions, startPageServer } from "../page-server.ts";
import { createPlainAnswer } from "../plain-answer.ts";
import type { LendBody } from "../send-page.ts";
import { RequestReport } from "../request-report.ts";
import { OwnRequests } from "../../watchdog/own-requests.ts";

export const PAGE = "<!doctype html><pre>\none\n";

async function holdPage(bytes: Buffer<ArrayBuffer>): Promise<HeldPage> {
  const hash = await hashOf(bytes);
  const etag = tagOf(hash);
  const lastModifiedS = Math.floor(Date.now() / 1_000);
  return {
    kind: "held",
    sizeBytes: bytes.length,
    modifiedMs: lastModifiedS * 1_000,
    identity: "",
    etag,
    lastModifiedS,
    isDateStrong: true,
    start: bytes,
    endsWithNewline: true,
    inode: "",
    bytes: new GrowingBytes(bytes, bytes.length),
    hash,
    variants: PageVariants.of(bytes, etag),
  };
}

/** The page's port with a page in memory and no volume; for tests. */
export async function startTestServer(
  options: Partial<Pick<PageServerOptions, "handler" | "plainAnswer" | "limits" | "isDraining">> & {
    readonly page?: Buffer<ArrayBuffer>;
    /** False: everything is read by Node's parser. @default true */
    readonly readsPlain?: boolean;
  } = {},
) {
  const { page = Buffer.from(PAGE), readsPlain = true, ...others } = options;
  const logger = createLogger("main-web", "silent");
  const registry = new Registry();
  const held = await holdPage(page);
  const currentPage = (): HeldPage => held;
  const answers = new PageAnswers();
  const lend: LendBody = (body, socket) => server.connections.lend(body, socket);
  const handler = servePage({ currentPage, answers, logger, lend });
  const app = createApp({ page: handler, routes: new Map(), logger });
  const front = createFront({ page: handler, others: app });
  let parsedCount = 0;
  const own = new OwnRequests();
  const server = await startPageServer({
    handler: (request, response) => {
      parsedCount++;
      front(request, response);
    },
    ...(readsPlain && { plainAnswer: createPlainAnswer({ currentPage, answers }) }),
    address: { host: "127.0.0.1", port: 0 },
    report: new RequestReport({ logger, registry, accessLogRatio: 0, own }),
    ...others,
  });
  registerConnectionMetrics(registry, server.connections);
  return {
    ...server,
    own,
    /** How many requests Node's parser has read, of those that were not refused at once. */
    parsedCount: () => parsedCount,
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
