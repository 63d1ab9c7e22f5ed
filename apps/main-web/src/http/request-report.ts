import type { IncomingMessage, ServerResponse } from "node:http";
import type { Logger } from "@sidecar-pair/runtime/logger.ts";
import { Counter, type Registry } from "prom-client";

/** What the page server has to tell of its requests: one metric, and a log line at `debug`. */
export interface RequestReport {
  /** Has an answer counted once it is sent. */
  readonly countAnswer: (response: ServerResponse) => void;
  /** Counts an answer that was sent without a response object. */
  readonly answered: (request: IncomingMessage, status: number) => void;
}

export function createRequestReport(logger: Logger, registry: Registry): RequestReport {
  /** Answers by status: plain numbers here, since labels take longer than many an answer. */
  const answers = new Map<number, number>();
  const requests: Counter = new Counter({
    name: "http_requests_total",
    help: "Answered requests by status code.",
    labelNames: ["code"],
    registers: [registry],
    collect() {
      requests.reset();
      for (const [code, value] of answers) requests.inc({ code }, value);
    },
  });

  function answered({ method, url }: IncomingMessage, status: number): void {
    answers.set(status, (answers.get(status) ?? 0) + 1);
    if (logger.isLevelEnabled("debug")) logger.debug({ method, url, status }, "request");
  }

  /** One function for all responses, which are its `this`: a closure each would be garbage. */
  function count(this: ServerResponse): void {
    answered(this.req, this.statusCode);
  }
  return { countAnswer: (response) => response.on("finish", count), answered };
}
