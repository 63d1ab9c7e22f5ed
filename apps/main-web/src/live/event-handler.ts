import type { IncomingMessage } from "node:http";
import type { RequestHandler } from "express";
import { EventStream } from "./event-stream.ts";
import type { LiveFeed } from "./live-feed.ts";

/** Clients come back after this and up to as much again: not all at once after a restart. */
const RETRY_MS = 1_000;
const RETRY_AFTER_SECONDS = "5";

const HEADERS = {
  "Content-Type": "text/event-stream; charset=utf-8",
  "Cache-Control": "no-store",
  // nginx in front would collect events until its buffer is full.
  "X-Accel-Buffering": "no",
  // Nothing comes after the stream: a client that is sent away goes to a server that stays.
  Connection: "close",
};

/**
 * Answers with a stream of server-sent events that does not end before the client or this server
 * does: the page's lines as they come, and the sidecar's state. It never waits for a client.
 * WHATWG HTML, 9.2: https://html.spec.whatwg.org/multipage/server-sent-events.html
 */
export function serveEvents(feed: LiveFeed): RequestHandler {
  return function eventsHandler(request, response) {
    if (feed.isFull) {
      response.set({ "Retry-After": RETRY_AFTER_SECONDS, "Cache-Control": "no-store" });
      response.status(503).type("text/plain").send("No room for more live clients.\n");
      return;
    }
    response.writeHead(200, HEADERS);
    if (request.method === "HEAD") {
      response.end();
      return;
    }
    const stream = new EventStream(response);
    response.once("close", () => feed.leave(stream));
    response.write(`retry: ${Math.round(RETRY_MS * (1 + Math.random()))}\n\n`);
    feed.join(stream, positionOf(request));
  };
}

/**
 * Where the client wants to go on: a browser that reconnects says it in a header. One that was
 * refused starts anew, and its script says it in the URL; when both do, the header is newer.
 */
function positionOf({ headers, url }: IncomingMessage): string | undefined {
  const header = headers["last-event-id"];
  if (typeof header === "string" && header !== "") return header;
  const query = url?.split("?", 2)[1];
  return new URLSearchParams(query).get("from") ?? undefined;
}
