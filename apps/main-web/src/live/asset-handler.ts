import type { RequestHandler } from "express";
import type { Asset } from "./assets.ts";

/** Answers with a file from memory, or 304 when the client has it (RFC 9110, 13.1.2). */
export function serveAsset({ type, plain, gzip }: Asset): RequestHandler {
  return function assetHandler(request, response) {
    const isPacked = request.acceptsEncodings("gzip") !== false;
    const { etag, bytes } = isPacked ? gzip : plain;
    response.set({
      ETag: etag,
      // Asked for each time, so that script, style and page are always of one version.
      "Cache-Control": "no-cache",
      Vary: "Accept-Encoding",
    });
    if (isKnown(request.headers["if-none-match"], etag)) {
      response.status(304).end();
      return;
    }
    if (isPacked) response.set("Content-Encoding", "gzip");
    response.writeHead(200, { "Content-Type": type, "Content-Length": bytes.length });
    // Node leaves the body out of an answer to HEAD.
    response.end(bytes);
  };
}

/** Not Express's `request.fresh`, which also looks at Cache-Control. */
function isKnown(ifNoneMatch: string | undefined, etag: string): boolean {
  const tags = ifNoneMatch?.split(",").map((tag) => tag.trim().replace(/^W\//, "")) ?? [];
  return tags.includes(etag) || tags.includes("*");
}
