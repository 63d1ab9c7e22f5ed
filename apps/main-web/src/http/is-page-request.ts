import type { IncomingMessage } from "node:http";

/** Whether it is GET or HEAD for the page, in origin form. */
export function isPageRequest({
  method,
  url = "",
}: Pick<IncomingMessage, "method" | "url">): boolean {
  if (method !== "GET" && method !== "HEAD") return false;
  return (
    url === "/" || url === "/index.html" || url.startsWith("/?") || url.startsWith("/index.html?")
  );
}
