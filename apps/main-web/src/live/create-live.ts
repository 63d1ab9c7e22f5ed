import type { Logger } from "@sidecar-pair/runtime/logger.ts";
import type { RequestHandler } from "express";
import type { Registry } from "@sidecar-pair/runtime/prometheus.ts";
import { serveAsset } from "./asset-handler.ts";
import { readAssets } from "./assets.ts";
import { serveEvents } from "./event-handler.ts";
import { LiveFeed } from "./live-feed.ts";
import { createLiveReport } from "./live-report.ts";
import { watchSidecar } from "./watch-sidecar.ts";

export interface LiveOptions {
  readonly clientsMax: number;
  /** Of the sidecar's management port; `undefined` asks nobody. */
  readonly sidecarUrl: string | undefined;
  readonly logger: Logger;
  readonly registry: Registry;
}

/** What makes the page live in a browser. */
export interface Live {
  /** Handlers of GET and HEAD by path. */
  readonly routes: ReadonlyMap<string, RequestHandler>;
  /** To be told each version of the page. */
  pageChanged(page: Buffer | "too large" | undefined): void;
  /** Sends all clients away, at once and for good. */
  close(): void;
}

/** Reads the files of the live page. @throws the system's error when one is missing */
export async function createLive(options: LiveOptions): Promise<Live> {
  const { clientsMax, sidecarUrl, logger, registry } = options;
  const report = createLiveReport(logger, registry, () => feed.size);
  const feed: LiveFeed = new LiveFeed({
    clientsMax,
    report,
    watchSidecar: (told, stop) => void watchSidecar(sidecarUrl, told, stop),
  });
  const assets = await readAssets();
  return {
    routes: new Map([
      ...assets.map((asset) => [asset.path, serveAsset(asset)] as const),
      ["/events", serveEvents(feed)],
    ]),
    pageChanged: (page) => feed.pageChanged(page),
    close: () => feed.close(),
  };
}
