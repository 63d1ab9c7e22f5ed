import type { ServerResponse } from "node:http";
import { type FlatHeaders, TEXT_SECURITY_HEADERS } from "./security-headers.ts";

/** What is said of one moment is not true of the next. */
const NOT_KEPT: FlatHeaders = ["Cache-Control", "no-store"];

/** Answers with a line of text, which no cache keeps unless `headers` says otherwise, without what Express would add. (Node leaves it out for HEAD.) */
export function sendText(
  response: ServerResponse,
  status: number,
  text: string,
  headers: FlatHeaders = [],
): void {
  const content = ["Content-Type", "text/plain; charset=utf-8"];
  const length = ["Content-Length", String(Buffer.byteLength(text))];
  const caching = headers.includes("Cache-Control") ? [] : NOT_KEPT;
  const fields = [...content, ...length, ...caching, ...headers, ...TEXT_SECURITY_HEADERS];
  response.writeHead(status, fields);
  response.end(text);
}
