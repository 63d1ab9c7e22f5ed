import express, { type ErrorRequestHandler, type Express, type RequestHandler } from "express";
import type { Logger } from "@sidecar-pair/runtime/logger.ts";
import { ALLOWED_METHODS } from "./allowed-methods.ts";
import type { PageHandler } from "./page-handler.ts";
import { TEXT_SECURITY_FIELDS } from "./security-headers.ts";

export interface AppOptions {
  readonly page: PageHandler;
  /** Handlers of GET and HEAD, by path, besides the page. */
  readonly routes: ReadonlyMap<string, RequestHandler>;
  readonly logger: Logger;
}

/** A fixed table of routes: nothing that a client sends ever becomes a path on the volume. */
export function createApp({ page, routes, logger }: AppOptions): Express {
  const app = express();
  app.disable("x-powered-by");
  app.disable("etag");
  app.enable("case sensitive routing");
  app.enable("strict routing");

  app.use(secure);
  app.use(answerForServer);
  const handlers = new Map<string, RequestHandler>([["/", page], ["/index.html", page], ...routes]);
  for (const [path, handler] of handlers) {
    app.route(path).get(handler).options(tellMethods).all(refuseMethod);
  }
  app.use(notFound);
  app.use(internalError(logger));
  return app;
}

const secure: RequestHandler = (_request, response, next) => {
  response.setHeaders(TEXT_SECURITY_FIELDS);
  // A cache may keep 404 and 405 without being told so (RFC 9110, 15.1): an old Pod's 404 of a new script, say.
  // What may be kept says so itself.
  response.set("Cache-Control", "no-store");
  next();
};

/** `OPTIONS *` asks the server, not one of its resources (RFC 9110, 9.3.7). */
const answerForServer: RequestHandler = (request, response, next) => {
  if (request.method === "OPTIONS" && request.url === "*") tellMethods(request, response, next);
  else next();
};

/** RFC 9110, 9.3.7 */
const tellMethods: RequestHandler = (_request, response) => {
  response.set("Allow", ALLOWED_METHODS).status(204).end();
};

/** RFC 9110, 15.5.6: a 405 has to name the methods that are allowed. */
const refuseMethod: RequestHandler = (_request, response) => {
  response.set("Allow", ALLOWED_METHODS);
  response.status(405).type("text/plain").send("Method not allowed.\n");
};

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
