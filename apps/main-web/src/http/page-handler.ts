import type { RequestHandler } from "express";
import type { Page } from "../page/page.ts";

/** The sidecar writes every few seconds: the page comes soon or, if it crashed, not so soon. */
const RETRY_AFTER_SECONDS = "1";

/** Answers GET and HEAD with the page from memory, or with 503 as long as there is none. */
export function servePage(currentPage: () => Page | undefined): RequestHandler {
  return function pageHandler(_request, response) {
    const page = currentPage();
    if (page === undefined) {
      response.set("Retry-After", RETRY_AFTER_SECONDS);
      response.status(503).type("text/plain").send("There is no page yet.\n");
      return;
    }
    response.writeHead(200, {
      "Content-Type": "text/html; charset=utf-8",
      "Content-Length": page.bytes.length,
      "Last-Modified": new Date(page.modifiedMs).toUTCString(),
      "Cache-Control": "no-cache",
    });
    // Node leaves the body out of an answer to HEAD.
    response.end(page.bytes);
  };
}
