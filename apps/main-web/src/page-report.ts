import { errorCode } from "@sidecar-pair/runtime/errors.ts";
import type { Logger } from "@sidecar-pair/runtime/logger.ts";
import { StateChange } from "@sidecar-pair/runtime/state-change.ts";
import { Gauge, type Registry } from "@sidecar-pair/runtime/prometheus.ts";
import { hintFor } from "./page/hint-for.ts";
import { type Page, pageAgeMs } from "./page/page.ts";

/** What main-web has to tell of its page: one log line per change of state, and two gauges. */
export class PageReport {
  readonly #state: StateChange<string>;

  constructor(path: string, logger: Logger) {
    this.#state = new StateChange<string>("not looked at", (state, _previous, details) => {
      if (state === "present") logger.info({ path }, "page is there");
      else logger.warn({ path, code: state, ...details }, "no good page, looking for it");
    });
  }

  looked(error: unknown): void {
    if (error === undefined) this.#state.enter("present");
    else this.#state.enter(errorCode(error), { hint: hintFor(error), err: error });
  }
}

/** @param maxPageAgeMs undefined: a page of any age will do */
export function registerPageMetrics(
  registry: Registry,
  currentPage: () => Page | undefined,
  maxPageAgeMs: number | undefined,
): void {
  registry.registerMetric(
    new Gauge({
      name: "page_age_seconds",
      help: "Time since the page was written; NaN while there is none.",
      registers: [],
      collect() {
        const page = currentPage();
        this.set(page === undefined ? Number.NaN : pageAgeMs(page, Date.now()) / 1_000);
      },
    }),
  );
  new Gauge({
    name: "page_age_limit_seconds",
    help: "Age beyond which main-web is not ready: MAX_PAGE_AGE; +Inf for none.",
    registers: [registry],
  }).set((maxPageAgeMs ?? Infinity) / 1_000);
  registry.registerMetric(
    new Gauge({
      name: "page_bytes",
      help: "Size of the page; 0 while there is none.",
      registers: [],
      collect() {
        this.set(currentPage()?.sizeBytes ?? 0);
      },
    }),
  );
}
