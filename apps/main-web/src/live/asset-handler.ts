import type { RequestHandler } from "express";
import { type ConditionalRequest, evaluateConditions } from "../http/answer/evaluate-conditions.ts";
import { selectCoding } from "../http/answer/select-coding.ts";
import { sendText } from "../http/send-text.ts";
import type { Asset } from "./assets.ts";

const CODINGS = ["gzip", "identity"] as const;
/** Files have tags alone: a condition on dates is none for them (RFC 9110, 13.1.3 and 13.1.4). */
const NO_DATE = { lastModifiedS: Number.NaN, isDateStrong: false };

/** Answers GET and HEAD with a file from memory, in the coding and on the conditions that are asked for. */
export function serveAsset({ type, plain, gzip }: Asset): RequestHandler {
  return function assetHandler(incoming, response) {
    const request = incoming as unknown as ConditionalRequest;
    // Asked for each time, so that script, style and page are always of one version.
    response.set({ "Cache-Control": "no-cache", Vary: "Accept-Encoding" });
    const choice = selectCoding(request.headers["accept-encoding"], CODINGS);
    if (choice === undefined) {
      sendText(response, 406, "There is no such coding of the file.\n");
      return;
    }
    const isPacked = choice.coding === "gzip";
    const { etag, bytes } = isPacked ? gzip : plain;
    const verdict = evaluateConditions(request, { etag, ...NO_DATE });
    if (verdict === 412) {
      sendText(response, 412, "The file is not in the state you expect.\n");
      return;
    }
    response.set("ETag", etag);
    if (verdict === 304) {
      response.status(304).end();
      return;
    }
    if (isPacked) response.set("Content-Encoding", "gzip");
    response.writeHead(200, { "Content-Type": type, "Content-Length": bytes.length });
    // Node leaves the body out of an answer to HEAD.
    response.end(bytes);
  };
}
