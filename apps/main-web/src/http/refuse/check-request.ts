import type { IncomingMessage } from "node:http";
import type { RefusalStatus } from "./refusal.ts";

/** What the check looks at; Node's parser has refused what is malformed in itself. */
export type RequestHead = Pick<
  IncomingMessage,
  "httpVersionMajor" | "httpVersionMinor" | "method" | "url" | "headers" | "rawHeaders"
>;

/** uri-host [":" port] (RFC 9110, 7.2), or nothing; not in detail, as no host is served by name. */
const HOST = /^(?:[\w.~!$&'()*+,;=%-]+|\[[\da-fA-F:.]+\])?(?::\d{0,5})?$/;
/** With a host, without which such a URI is none (RFC 9110, 4.2.1). */
const ABSOLUTE_FORM = /^https?:\/\/[^/?#]+([/?].*)?$/i;
const HOST_LENGTH_MAX = 255;
const SLASH = 0x2f;

/**
 * @param request with its target in origin form
 * @returns the status to refuse the request with, or `undefined` for a good one
 */
export function checkRequest(request: RequestHead, headersMax: number): RefusalStatus | undefined {
  const { httpVersionMajor, httpVersionMinor, method, rawHeaders, url = "" } = request;
  if (httpVersionMajor !== 1) return 505;
  // Node has left out those above, silently, if it counts any.
  if (rawHeaders.length > headersMax * 2) return 431;
  if (!hasGoodHost(rawHeaders, httpVersionMinor)) return 400;
  // `*` is the server as a whole (RFC 9112, 3.2.4).
  if (url.charCodeAt(0) !== SLASH && !(url === "*" && method === "OPTIONS")) return 400;
  // A fragment is no part of a target (RFC 9112, 3.2); some cut it off, and others do not.
  if (url.length > 1 && url.includes("#")) return 400;
  if (!hasGoodCoding(request.headers["transfer-encoding"], httpVersionMinor)) return 400;
  // RFC 9110, 10.1.1: nothing else than `100-continue` is known.
  const { expect } = request.headers;
  return expect === undefined || expect.toLowerCase() === "100-continue" ? undefined : 417;
}

/** Does a body come after the head? Nothing here takes one. */
export function announcesBody({ headers }: RequestHead): boolean {
  const length = headers["content-length"];
  return (length !== undefined && Number(length) !== 0) || "transfer-encoding" in headers;
}

/** The path and query of a target in absolute form, which a server has to accept (RFC 9112, 3.2.2). */
export function toOriginForm(url: string): string {
  if (url.charCodeAt(0) === SLASH) return url;
  const [match, path = "/"] = ABSOLUTE_FORM.exec(url) ?? [];
  if (match === undefined) return url;
  return path.startsWith("?") ? `/${path}` : path;
}

/** RFC 9112, 3.2: a second Host, or none in HTTP/1.1, has to be refused; Node takes the first. */
function hasGoodHost(rawHeaders: readonly string[], httpVersionMinor: number): boolean {
  let host: string | undefined;
  for (let at = 0; at < rawHeaders.length; at += 2) {
    const name = rawHeaders[at];
    if (name?.length !== 4 || name.toLowerCase() !== "host") continue;
    if (host !== undefined) return false;
    host = rawHeaders[at + 1];
  }
  if (host === undefined) return httpVersionMinor === 0;
  return isGoodHost(host);
}

export function isGoodHost(host: string): boolean {
  return host.length <= HOST_LENGTH_MAX && HOST.test(host);
}

/**
 * Where a message ends can be told from no other coding than `chunked`, and in HTTP/1.0, which has
 * none, somebody on the way has understood nothing (RFC 9112, 6.1 and 6.3).
 */
function hasGoodCoding(coding: string | undefined, httpVersionMinor: number): boolean {
  return coding === undefined || (httpVersionMinor > 0 && coding.toLowerCase() === "chunked");
}
