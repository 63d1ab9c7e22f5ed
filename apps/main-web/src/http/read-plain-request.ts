import type { IncomingHttpHeaders } from "node:http";
import type { ConditionalRequest } from "./answer/evaluate-conditions.ts";
import { isPageRequest } from "./is-page-request.ts";
import { isGoodHost } from "./refuse/check-request.ts";

/** A request for the page, as far as the answer depends on it; `headers` has no others than those. */
export interface PlainRequest extends ConditionalRequest {
  readonly url: string;
}

/** Longer ones are rare. */
const REQUEST_BYTES_MAX = 2_048;
/** In origin form; one with other characters than RFC 3986 allows is not plain. */
const TARGET = String.raw`\/[\w\-.~!$&'\(\)*+,;=:@\/?%]*`;
/** A name, and visible characters; fewer of them than the server's limit. */
const FIELDS = String.raw`(?:[\w\-]+: *(?:[!-~](?:[ -~]*[!-~])?)?\r\n){1,64}`;
const HEAD = new RegExp(String.raw`^(GET|HEAD) (${TARGET}) HTTP\/1\.1\r\n${FIELDS}\r\n$`, "v");

/** What decides the answer. */
const DECIDING = [
  "accept-encoding",
  "host",
  "if-match",
  "if-modified-since",
  "if-none-match",
  "if-range",
  "if-unmodified-since",
  "range",
] as const;
/** With these the request is no longer one head, or not the last word on the connection, or is told on. */
const ELSE = [
  "connection",
  "content-length",
  "expect",
  "proxy-connection",
  "transfer-encoding",
  "upgrade",
  "x-request-id",
] as const;
const FIELD = new RegExp(String.raw`\r\n(${[...DECIDING, ...ELSE].join("|")}): *([^\r]*)`, "giv");

const DECIDES: ReadonlySet<string> = new Set(DECIDING);

/**
 * Reads a request of the kind that nearly all are: GET or HEAD for the page over HTTP/1.1, whole in its
 * packet and alone there, in plain characters, with one good `Host`, without a body, and to be followed by more.
 *
 * It knows much less of HTTP than Node's parser does, and leaves to that whatever is not evident: of what
 * it takes, Node's would make the same.
 *
 * @returns `undefined` for a request of another kind, and for what is none
 */
export function readPlainRequest(packet: Buffer): PlainRequest | undefined {
  if (packet.length > REQUEST_BYTES_MAX) return undefined;
  const text = packet.toString("latin1");
  const head = HEAD.exec(text);
  if (head === null) return undefined;
  const [, method, url = ""] = head;
  if (!isPageRequest({ method, url })) return undefined;
  const headers = readFields(text);
  if (headers?.host === undefined || !isGoodHost(headers.host)) return undefined;
  return { method: method as "GET" | "HEAD", url, headers };
}

/** @returns `undefined` when one of them stands there twice, or asks for more than the page */
function readFields(text: string): IncomingHttpHeaders | undefined {
  const headers: IncomingHttpHeaders = {};
  FIELD.lastIndex = 0;
  for (let field = FIELD.exec(text); field !== null; field = FIELD.exec(text)) {
    const [, spelled = "", value = ""] = field;
    const name = spelled.toLowerCase();
    if (DECIDES.has(name)) {
      if (headers[name] !== undefined) return undefined;
      headers[name] = value;
    } else if (name !== "connection" || value.toLowerCase() !== "keep-alive") return undefined;
  }
  return headers;
}
