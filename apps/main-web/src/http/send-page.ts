import type { ServerResponse } from "node:http";
import type { ConditionalRequest } from "./answer/evaluate-conditions.ts";
import { decideAnswer } from "./answer/decide-answer.ts";
import { type PreparedPage, partialHeaders, unsatisfiableHeaders } from "./prepared-page.ts";
import { sendLargePage } from "./send-large-page.ts";
import { sendText } from "./send-text.ts";

/**
 * Answers a request with a page that is there. A page in memory is sent when this returns; head and
 * body of it go out in one write.
 *
 * @returns for a large page, a promise of its last byte
 */
export function sendPage(
  request: ConditionalRequest,
  response: ServerResponse,
  page: PreparedPage,
): Promise<void> | undefined {
  const answer = decideAnswer(request, page);
  if (answer.status === 200) {
    response.writeHead(200, page.whole);
    return sendBody(request, response, page, 0, page.sizeBytes - 1);
  }
  if (answer.status === 206) {
    const { firstByte, lastByte } = answer.range;
    response.writeHead(206, partialHeaders(page, answer.range));
    return sendBody(request, response, page, firstByte, lastByte);
  }
  sendNoPage(response, page, answer.status);
  return undefined;
}

function sendNoPage(response: ServerResponse, page: PreparedPage, status: 304 | 412 | 416): void {
  if (status === 304) response.writeHead(304, page.notModified).end();
  else if (status === 412) sendText(response, 412, "The page is not in the state you expect.\n");
  else sendText(response, 416, "The page ends before that.\n", unsatisfiableHeaders(page));
}

function sendBody(
  { method }: ConditionalRequest,
  response: ServerResponse,
  { body, sizeBytes }: PreparedPage,
  firstByte: number,
  lastByte: number,
): Promise<void> | undefined {
  if (method === "HEAD") response.end();
  else if (!Buffer.isBuffer(body)) return sendLargePage(response, body, { firstByte, lastByte });
  else if (lastByte - firstByte + 1 === sizeBytes) response.end(body);
  else response.end(body.subarray(firstByte, lastByte + 1));
  return undefined;
}
