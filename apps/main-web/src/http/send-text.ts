import type { ServerResponse } from "node:http";
import type { Headers } from "./prepared-page.ts";

/** Answers with a line of text, without what Express would add. (Node leaves it out for HEAD.) */
export function sendText(
  response: ServerResponse,
  status: number,
  text: string,
  headers: Headers = [],
): void {
  const content = ["Content-Type", "text/plain; charset=utf-8"];
  const length = ["Content-Length", String(Buffer.byteLength(text))];
  response.writeHead(status, [...content, ...length, ...headers]);
  response.end(text);
}
