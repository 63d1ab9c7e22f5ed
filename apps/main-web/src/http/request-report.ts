import type { Logger } from "@sidecar-pair/runtime/logger.ts";
import type { RequestHandler } from "express";
import { Counter, type Registry } from "prom-client";

/** What the page server has to tell of its requests: one metric, and a log line at `debug`. */
export interface RequestReport {
  readonly countRequest: RequestHandler;
}

export function createRequestReport(logger: Logger, registry: Registry): RequestReport {
  const requests = new Counter({
    name: "http_requests_total",
    help: "Answered requests by status code.",
    labelNames: ["code"],
    registers: [registry],
  });
  return {
    countRequest: function countRequest(request, response, next) {
      response.once("finish", () => {
        requests.inc({ code: response.statusCode });
        logger.debug(
          { method: request.method, url: request.url, status: response.statusCode },
          "request",
        );
      });
      next();
    },
  };
}
