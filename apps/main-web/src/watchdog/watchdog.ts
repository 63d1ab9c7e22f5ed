import { setTimeout as sleep } from "node:timers/promises";
import type { Health } from "@sidecar-pair/runtime/management-server.ts";
import type { Finding } from "./judge-answers.ts";

export interface WatchdogOptions {
  /** Asks the page's own port. */
  readonly ask: () => Promise<Finding>;
  /** Told when what `health` says changes. */
  readonly changed: (health: Health) => void;
  readonly stop: AbortSignal;
  /** So long a result is good. @default 5,000 */
  readonly restMs?: number;
  /** From one bad answer to the next attempt. @default 1,000 */
  readonly retryMs?: number;
}

/** So many times in a row the answers have to be bad: a restart cuts every client off. */
const BAD_IN_A_ROW = 3;

/**
 * Whether a restart would help the page's port: one that mixes up or hangs requests does not recover by
 * itself. It is asked only when somebody wants to know, at most once in `restMs`, and what it said last is
 * said again meanwhile.
 */
export class Watchdog {
  readonly #options: Required<WatchdogOptions>;
  #health: Health = { ok: true };
  #isAsking = false;
  #askedMs = -Infinity;

  constructor(options: WatchdogOptions) {
    this.#options = { restMs: 5_000, retryMs: 1_000, ...options };
  }

  /** What is known; more will be known the next time. */
  health(): Health {
    const { restMs, stop } = this.#options;
    const isDue = performance.now() - this.#askedMs >= restMs;
    if (isDue && !this.#isAsking && !stop.aborted) void this.#ask();
    return this.#health;
  }

  async #ask(): Promise<void> {
    this.#isAsking = true;
    const finding = await this.#findInARow();
    // A server that is full or stops says nothing about what was wrong before.
    if (finding !== "unknown") this.#conclude(finding);
    this.#isAsking = false;
    this.#askedMs = performance.now();
  }

  /** @returns a bad finding only when it was one each time */
  async #findInARow(): Promise<Finding> {
    const { ask, retryMs, stop } = this.#options;
    for (let count = 1; ; count++) {
      // oxlint-disable-next-line no-await-in-loop -- one attempt after the other
      const finding = await ask().catch(() => "unknown" as const);
      if (finding === "well" || finding === "unknown" || count === BAD_IN_A_ROW) return finding;
      // oxlint-disable-next-line no-await-in-loop -- as above
      await sleep(retryMs, undefined, { signal: stop }).catch(() => {});
      if (stop.aborted) return "unknown";
    }
  }

  #conclude(finding: Exclude<Finding, "unknown">): void {
    const health: Health =
      finding === "well" ? { ok: true } : { ok: false, reason: REASONS[finding] };
    const isNew = health.ok !== this.#health.ok;
    this.#health = health;
    if (isNew) this.#options.changed(health);
  }
}

const REASONS = {
  "mixed up": "concurrent requests get each other's answers",
  "no answer": "concurrent requests get no answer",
} as const;
