import type { ServerResponse } from "node:http";
import type { Socket } from "node:net";
import type { ConditionalRequest } from "./answer/evaluate-conditions.ts";
import { decideAnswer } from "./answer/decide-answer.ts";
import type { ByteRange } from "./answer/parse-range.ts";
import { type PreparedPage, partialHeaders, unsatisfiableHeaders } from "./prepared-page.ts";
import type { FlatHeaders } from "./security-headers.ts";
import { sendInPieces } from "./send-in-pieces.ts";
import { sendLargePage } from "./send-large-page.ts";
import { sendText } from "./send-text.ts";

/**
 * Takes note of a body that is on its way, `undefined` when it is not in memory.
 *
 * @returns what to call when it is sent, or will not be
 */
export type LendBody = (body: Buffer | undefined, socket: Socket) => () => void;

/**
 * Answers a request with a page that is there. For a page in memory, the head and the first bytes have been
 * written when this returns; head and body of a small one go out in one write.
 *
 * @returns for a large page, a promise of its last byte
 */
export function sendPage(
  request: ConditionalRequest,
  response: ServerResponse,
  page: PreparedPage,
  lend: LendBody,
): Promise<void> | undefined {
  const answer = decideAnswer(request, page);
  if (answer.status === 200) {
    const range = { firstByte: 0, lastByte: page.sizeBytes - 1 };
    return send(request, response, page, { status: 200, headers: page.whole, range, lend });
  }
  if (answer.status === 206) {
    const { status, range } = answer;
    return send(request, response, page, {
      status,
      headers: partialHeaders(page, range),
      range,
      lend,
    });
  }
  sendNoPage(response, page, answer.status);
  return undefined;
}

function sendNoPage(response: ServerResponse, page: PreparedPage, status: 304 | 412 | 416): void {
  if (status === 304) response.writeHead(304, page.notModified).end();
  else if (status === 412) sendText(response, 412, "The page is not in the state you expect.\n");
  else sendText(response, 416, "The page ends before that.\n", unsatisfiableHeaders(page));
}

interface Sending {
  readonly status: 200 | 206;
  readonly headers: FlatHeaders;
  readonly range: ByteRange;
  readonly lend: LendBody;
}

function send(
  { method }: ConditionalRequest,
  response: ServerResponse,
  { body, sizeBytes }: PreparedPage,
  { status, headers, range: { firstByte, lastByte }, lend }: Sending,
): Promise<void> | undefined {
  if (method === "HEAD") {
    response.writeHead(status, headers).end();
    return undefined;
  }
  if (!Buffer.isBuffer(body)) {
    const writeHead = (): unknown => response.writeHead(status, headers);
    const sent = lend(undefined, response.req.socket);
    return sendLargePage(response, body, { firstByte, lastByte }, writeHead).finally(sent);
  }
  response.writeHead(status, headers);
  const isWhole = lastByte - firstByte + 1 === sizeBytes;
  sendInPieces(response, isWhole ? body : body.subarray(firstByte, lastByte + 1));
  const isSent = response.writableEnded && response.writableLength === 0;
  if (!isSent) response.once("close", lend(body, response.req.socket));
  return undefined;
}
