import express, { type ErrorRequestHandler, type Express, type RequestHandler } from "express";
import type { Logger } from "@sidecar-pair/runtime/logger.ts";
import type { Page } from "../page/page.ts";
import { servePage } from "./page-handler.ts";
import { TEXT_SECURITY_FIELDS } from "./security-headers.ts";

export interface AppOptions {
  readonly currentPage: () => Page | undefined;
  readonly logger: Logger;
}

/** A fixed table of routes: nothing that a client sends ever becomes a path on the volume. */
export function createApp({ currentPage, logger }: AppOptions): Express {
  const app = express();
  app.disable("x-powered-by");
  app.disable("etag");
  app.enable("case sensitive routing");
  app.enable("strict routing");

  app.use(secure);
  app.route(["/", "/index.html"]).get(servePage(currentPage)).all(refuseMethod("GET, HEAD"));
  app.use(notFound);
  app.use(internalError(logger));
  return app;
}

const secure: RequestHandler = (_request, response, next) => {
  response.setHeaders(TEXT_SECURITY_FIELDS);
  next();
};

/** RFC 9110, 15.5.6: a 405 has to name the methods that are allowed. */
function refuseMethod(allowed: string): RequestHandler {
  return function methodNotAllowed(_request, response) {
    response.set("Allow", allowed).status(405).type("text/plain").send("Method not allowed.\n");
  };
}

const notFound: RequestHandler = (_request, response) => {
  response.status(404).type("text/plain").send("Not found.\n");
};

function internalError(logger: Logger): ErrorRequestHandler {
  // Express knows an error handler by its four parameters.
  return function errorHandler(error: unknown, _request, response, _next) {
    logger.error({ err: error }, "request failed");
    if (response.headersSent) response.destroy();
    else response.status(500).type("text/plain").send("Internal error.\n");
  };
}
