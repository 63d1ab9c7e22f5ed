import type { RequestListener } from "node:http";
import { isPageRequest } from "./is-page-request.ts";
import type { PageHandler } from "./page-handler.ts";

export interface FrontOptions {
  readonly page: PageHandler;
  /** The Express app, for all other requests. */
  readonly others: RequestListener;
}

/**
 * Takes requests for the page straight to its handler, since Express takes as long for its routing
 * as the whole answer does. The app would answer them the same, by the same handler.
 */
export function createFront({ page, others }: FrontOptions): RequestListener {
  return function front(request, response) {
    if (isPageRequest(request)) page(request, response);
    else others(request, response);
  };
}
