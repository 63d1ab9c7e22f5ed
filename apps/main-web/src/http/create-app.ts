import express, { type ErrorRequestHandler, type Express, type RequestHandler } from "express";
import type { Logger } from "@sidecar-pair/runtime/logger.ts";
import type { PageHandler } from "./page-handler.ts";

export interface AppOptions {
  readonly page: PageHandler;
  /** Handlers of GET and HEAD, by path, besides the page. */
  readonly routes: ReadonlyMap<string, RequestHandler>;
  readonly logger: Logger;
}

const ALLOWED = "GET, HEAD, OPTIONS";

/** A fixed table of routes: nothing that a client sends ever becomes a path on the volume. */
export function createApp({ page, routes, logger }: AppOptions): Express {
  const app = express();
  app.disable("x-powered-by");
  app.disable("etag");
  app.enable("case sensitive routing");
  app.enable("strict routing");

  app.use(answerForServer);
  const handlers = new Map<string, RequestHandler>([["/", page], ["/index.html", page], ...routes]);
  for (const [path, handler] of handlers) {
    app.route(path).get(handler).options(tellMethods(ALLOWED)).all(refuseMethod(ALLOWED));
  }
  app.use(notFound);
  app.use(internalError(logger));
  return app;
}

/** `OPTIONS *` asks the server, not one of its resources (RFC 9110, 9.3.7). */
const answerForServer: RequestHandler = (request, response, next) => {
  if (request.method === "OPTIONS" && request.url === "*")
    tellMethods(ALLOWED)(request, response, next);
  else next();
};

/** RFC 9110, 9.3.7 */
function tellMethods(allowed: string): RequestHandler {
  return function allowedMethods(_request, response) {
    response.set("Allow", allowed).status(204).end();
  };
}

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
