import type { IncomingMessage, ServerResponse } from "node:http";
import type { Logger } from "@sidecar-pair/runtime/logger.ts";
import type { Page } from "../page/page.ts";
import type { ConditionalRequest } from "./answer/evaluate-conditions.ts";
import type { PageAnswers } from "./page-answers.ts";
import { PageError } from "../page/errors.ts";
import { type LendBody, sendPage } from "./send-page.ts";
import { sendText } from "./send-text.ts";

/** Answers a GET or HEAD for the page. */
export type PageHandler = (request: IncomingMessage, response: ServerResponse) => void;

export interface PageHandlerOptions {
  readonly currentPage: () => Page | undefined;
  readonly answers: PageAnswers;
  readonly logger: Logger;
  readonly lend: LendBody;
}

/** The sidecar writes every few seconds: the page comes soon or, if it crashed, not so soon. */
const RETRY_AFTER = ["Retry-After", "1"];
const VARY = ["Vary", "Accept-Encoding"];

/**
 * Answers with the page, or with 503 as long as there is none. For a page in memory, in a coding that
 * was asked for before, it makes no promise and nothing that grows with the page.
 */
export function servePage(options: PageHandlerOptions): PageHandler {
  const { currentPage, answers, logger, lend } = options;

  function breakOff(response: ServerResponse, error: unknown): void {
    if (!response.headersSent && error instanceof PageError) {
      // The next look finds the page as it is by then, or that there is none.
      sendText(response, 503, "The page is being rewritten.\n", RETRY_AFTER);
      return;
    }
    logger.warn({ err: error }, "broke an answer off");
    if (response.headersSent) response.destroy();
    else sendText(response, 500, "Internal error.\n");
  }

  return function pageHandler(incoming, response) {
    const request = incoming as ConditionalRequest;
    const page = currentPage();
    if (page === undefined) {
      sendText(response, 503, "There is no page yet.\n", RETRY_AFTER);
      return;
    }
    const prepared = answers.prepare(request, page);
    if (prepared === undefined) {
      sendText(response, 406, "There is no such coding of the page.\n", VARY);
      return;
    }
    const sending =
      prepared instanceof Promise
        ? prepared.then((made) => sendPage(request, response, made, lend))
        : sendPage(request, response, prepared, lend);
    sending?.catch((error: unknown) => breakOff(response, error));
  };
}
