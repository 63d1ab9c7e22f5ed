import type { IncomingMessage, ServerResponse } from "node:http";
import type { Logger } from "@sidecar-pair/runtime/logger.ts";
import type { HeldPage, Page } from "../page/page.ts";
import type { Variant } from "../page/page-variants.ts";
import type { ConditionalRequest } from "./answer/evaluate-conditions.ts";
import { type CodingChoice, selectCoding } from "./answer/select-coding.ts";
import { PreparedPages } from "./prepared-page.ts";
import { remember } from "./remember.ts";
import { sendPage } from "./send-page.ts";
import { sendText } from "./send-text.ts";

/** Answers a GET or HEAD for the page. */
export type PageHandler = (request: IncomingMessage, response: ServerResponse) => void;

export interface PageHandlerOptions {
  readonly currentPage: () => Page | undefined;
  readonly logger: Logger;
}

/** The sidecar writes every few seconds: the page comes soon or, if it crashed, not so soon. */
const RETRY_AFTER = ["Retry-After", "1"];
const VARY = ["Vary", "Accept-Encoding"];

/**
 * Answers with the page from memory, or with 503 as long as there is none. This is the hot path: for
 * a coding that was asked for before, it makes no closure and no promise, and nothing that grows
 * with the page.
 */
export function servePage({ currentPage, logger }: PageHandlerOptions): PageHandler {
  const choose = remember(selectCoding);
  const prepared = new PreparedPages();

  function pageHandler(request: IncomingMessage, response: ServerResponse): void {
    const page = currentPage();
    if (page === undefined) {
      sendText(response, 503, "There is no page yet.\n", RETRY_AFTER);
      return;
    }
    const choice = choose(request.headers["accept-encoding"]);
    if (choice === undefined || (page.kind === "large" && !choice.acceptsIdentity)) {
      sendText(response, 406, "There is no such coding of the page.\n", VARY);
      return;
    }
    const variant = page.kind === "held" ? variantFor(request, page, choice) : undefined;
    const sending =
      variant instanceof Promise
        ? variant.then((made) => send(request, response, page, worthier(made, page, choice)))
        : send(request, response, page, variant);
    sending?.catch((error: unknown) => breakOff(response, error));
  }

  function send(
    request: IncomingMessage,
    response: ServerResponse,
    page: Page,
    variant: Variant | undefined,
  ): Promise<void> | undefined {
    return sendPage(request as ConditionalRequest, response, prepared.of(page, variant));
  }

  function breakOff(response: ServerResponse, error: unknown): void {
    logger.warn({ err: error }, "broke an answer off");
    if (response.headersSent) response.destroy();
    else sendText(response, 500, "Internal error.\n");
  }

  return pageHandler;
}

/**
 * A range is one of the plain bytes, if these will do at all: who asks for one counts in them. So it
 * never has to be told which coding's bytes a client has the rest of.
 */
function variantFor(
  { method, headers }: IncomingMessage,
  { variants }: HeldPage,
  { coding, acceptsIdentity }: CodingChoice,
): Variant | Promise<Variant> {
  const isRange = method === "GET" && headers.range !== undefined;
  const isPlain = acceptsIdentity && (isRange || !variants.isWorth(coding));
  return isPlain ? variants.identity : variants.get(coding);
}

/** A coding that was made for the first time may turn out to be no smaller. */
function worthier(made: Variant, page: Page, { acceptsIdentity }: CodingChoice): Variant {
  if (made.isSmaller || !acceptsIdentity || page.kind !== "held") return made;
  return page.variants.identity;
}
