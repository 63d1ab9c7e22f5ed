import type { ServerResponse } from "node:http";
import { type FlatHeaders, TEXT_SECURITY_HEADERS } from "./security-headers.ts";

/** Answers with a line of text, without what Express would add. (Node leaves it out for HEAD.) */
export function sendText(
  response: ServerResponse,
  status: number,
  text: string,
  headers: FlatHeaders = [],
): void {
  const content = ["Content-Type", "text/plain; charset=utf-8"];
  const length = ["Content-Length", String(Buffer.byteLength(text))];
  response.writeHead(status, [...content, ...length, ...headers, ...TEXT_SECURITY_HEADERS]);
  response.end(text);
}
