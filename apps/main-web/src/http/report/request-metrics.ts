import { Counter, type Registry } from "@sidecar-pair/runtime/prometheus.ts";
import { durationMetric } from "./duration-metric.ts";
import { ROUTES } from "./route-of.ts";

/** The methods as labels; Node's parser knows some thirty more. */
const METHODS = ["GET", "HEAD", "OPTIONS", "other"] as const;
const STATUS_CLASSES = ["1xx", "2xx", "3xx", "4xx", "5xx"] as const;
const STATUSES_END = 600;
/** Seconds: a page from memory takes less than the first, a slow reader more than the last. */
const BUCKETS_SECONDS = [0.001, 0.005, 0.025, 0.1, 0.5, 2.5, 10] as const;

/**
 * Counts and times answers, as plain numbers: looking a set of labels up takes prom-client longer
 * than many an answer. They become metrics when they are scraped.
 */
export class RequestMetrics {
  readonly #byStatus = new Float64Array(STATUSES_END);
  readonly #byRoute = new Float64Array(ROUTES.length * METHODS.length * STATUS_CLASSES.length);
  /** By route and bucket, of which the last has no end. */
  readonly #durations = new Float64Array(ROUTES.length * (BUCKETS_SECONDS.length + 1));
  readonly #durationSums = new Float64Array(ROUTES.length);

  constructor(registry: Registry) {
    this.#registerCounters(registry);
    registry.registerMetric(
      durationMetric({
        name: "main_web_request_duration_seconds",
        help: "Time from a request's head to the last byte of its answer.",
        bucketsSeconds: BUCKETS_SECONDS,
        label: "route",
        labelValues: ROUTES,
        counts: this.#durations,
        sums: this.#durationSums,
      }),
    );
  }

  /** @param route an index in ROUTES */
  count(route: number, method: string | undefined, status: number, seconds: number): void {
    add(this.#byStatus, status, 1);
    const statusClass = Math.trunc(status / 100) - 1;
    const perMethod = route * METHODS.length + methodIndexOf(method);
    add(this.#byRoute, perMethod * STATUS_CLASSES.length + statusClass, 1);
    let bucket = 0;
    while (seconds > (BUCKETS_SECONDS[bucket] ?? Infinity)) bucket++;
    add(this.#durations, route * (BUCKETS_SECONDS.length + 1) + bucket, 1);
    add(this.#durationSums, route, seconds);
  }

  #registerCounters(registry: Registry): void {
    const byStatus = this.#byStatus;
    const byRoute = this.#byRoute;
    const answers: Counter = new Counter({
      name: "http_requests_total",
      help: "Answered requests by status code.",
      labelNames: ["code"],
      registers: [registry],
      collect() {
        answers.reset();
        for (const [code, count] of byStatus.entries()) if (count > 0) answers.inc({ code }, count);
      },
    });
    const requests: Counter = new Counter({
      name: "main_web_requests_total",
      help: "Answered requests by route, method and class of status.",
      labelNames: ["route", "method", "status"],
      registers: [registry],
      collect() {
        requests.reset();
        for (const [index, count] of byRoute.entries()) {
          if (count > 0) requests.inc(labelsOf(index), count);
        }
      },
    });
  }
}

function add(numbers: Float64Array, index: number, amount: number): void {
  numbers[index] = (numbers[index] ?? 0) + amount;
}

function methodIndexOf(method: string | undefined): number {
  if (method === "GET") return 0;
  const index = (METHODS as readonly (string | undefined)[]).indexOf(method);
  return index === -1 ? METHODS.length - 1 : index;
}

function labelsOf(index: number): Record<"route" | "method" | "status", string> {
  const perMethod = Math.trunc(index / STATUS_CLASSES.length);
  return {
    route: ROUTES[Math.trunc(perMethod / METHODS.length)] ?? "other",
    method: METHODS[perMethod % METHODS.length] ?? "other",
    status: STATUS_CLASSES[index % STATUS_CLASSES.length] ?? "other",
  };
}
