import type { IncomingMessage, ServerResponse } from "node:http";
import type { Logger } from "@sidecar-pair/runtime/logger.ts";
import type { Registry } from "@sidecar-pair/runtime/prometheus.ts";
import type { Connection } from "./connections/connection.ts";
import type { PlainRequest } from "./read-plain-request.ts";
import { AccessLog } from "./report/access-log.ts";
import { RequestMetrics } from "./report/request-metrics.ts";
import type { OwnRequests } from "../watchdog/own-requests.ts";
import { OTHER_ROUTE, routeIndexOf } from "./report/route-of.ts";

export interface RequestReportOptions {
  readonly logger: Logger;
  readonly registry: Registry;
  /** Share of the answers that get a line in the log, from 0 to 1. */
  readonly accessLogRatio: number;
  /** Requests of this process, which are no traffic: neither counted nor logged. */
  readonly own?: Pick<OwnRequests, "includes"> | undefined;
}

/** nginx's status for a client that left before it had any answer. */
const CLIENT_LEFT = 499;

/** What the page server has to tell of its requests: metrics, and an access log. */
export class RequestReport {
  readonly #logger: Logger;
  readonly #metrics: RequestMetrics;
  readonly #accessLog: AccessLog;
  readonly #own: Pick<OwnRequests, "includes"> | undefined;

  constructor({ logger, registry, accessLogRatio, own }: RequestReportOptions) {
    this.#logger = logger;
    this.#own = own;
    this.#metrics = new RequestMetrics(registry);
    // At `debug` every request shows, as everything does.
    const ratio = logger.isLevelEnabled("debug") ? 1 : accessLogRatio;
    this.#accessLog = new AccessLog({ logger, ratio });
  }

  /** Does each answer have something of its own to be told? */
  get isDetailed(): boolean {
    return this.#accessLog.isOn;
  }

  /** Before the handler. */
  began(request: IncomingMessage, response: ServerResponse): void {
    this.#accessLog.identify(request, response);
  }

  /** After the handler. An answer of which nothing is left to be sent is counted on the spot. */
  handled(
    connection: Connection,
    request: IncomingMessage,
    response: ServerResponse,
    startMs: number,
  ): void {
    if (response.writableEnded && response.writableLength === 0) {
      this.#answered(connection, request, response, startMs);
      return;
    }
    let isTold = false;
    const tell = (): void => {
      if (!isTold) this.#answered(connection, request, response, startMs);
      isTold = true;
    };
    // Before Node's own listener, which sends the next answer: its bytes are not this one's.
    response.prependOnceListener("finish", tell);
    response.once("close", tell);
  }

  /** An answer that was sent without a response object. */
  answeredPlainly(
    { socket }: Connection,
    { url, method }: PlainRequest,
    status: number,
    durationMs: number,
  ): void {
    if (this.#own?.includes(socket) === true) return;
    this.#metrics.count(routeIndexOf(url), method, status, durationMs / 1_000);
  }

  /** An answer to what Node could not parse. */
  refused(client: string | undefined, status: number): void {
    this.#metrics.count(OTHER_ROUTE, undefined, status, 0);
    this.#accessLog.refused(client, status);
  }

  /** A handler threw. */
  failed(error: unknown, response: ServerResponse): void {
    const requestId = response.getHeader("x-request-id");
    this.#logger.error({ err: error, requestId }, "request failed");
  }

  #answered(
    connection: Connection,
    request: IncomingMessage,
    response: ServerResponse,
    startMs: number,
  ): void {
    if (this.#own?.includes(connection.socket) === true) return;
    const route = routeIndexOf(request.url ?? "");
    const durationMs = performance.now() - startMs;
    const status = response.headersSent ? response.statusCode : CLIENT_LEFT;
    this.#metrics.count(route, request.method, status, durationMs / 1_000);
    if (!this.#accessLog.isOn) return;
    this.#accessLog.answered({ request, response, connection, route, status, durationMs });
  }
}
