import type { RequestListener } from "node:http";
import { isPageRequest } from "./is-page-request.ts";
import type { PageHandler } from "./page-handler.ts";
import type { RequestReport } from "./request-report.ts";

export interface FrontOptions {
  readonly page: PageHandler;
  /** The Express app, for all other requests. */
  readonly others: RequestListener;
  readonly isDraining: () => boolean;
  readonly report: RequestReport;
}

/**
 * What every request passes first. Those for the page go straight to its handler, since Express takes
 * as long for its routing as the whole answer does. The app knows the page as well, by the same
 * handler, for what is rarely asked for, such as its absolute form.
 */
export function createFront({ page, others, isDraining, report }: FrontOptions): RequestListener {
  return function front(request, response) {
    report.countAnswer(response);
    // Tells clients that keep their connection to open the next one elsewhere (RFC 9112, 9.6).
    if (isDraining()) response.shouldKeepAlive = false;
    if (isPageRequest(request)) page(request, response);
    else others(request, response);
  };
}
