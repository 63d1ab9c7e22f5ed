import type { Logger } from "./logger.ts";

/** Lines of one message within a window; what comes beyond is counted. */
const LINES_MAX = 20;
const WINDOW_MS = 60_000;

interface Window {
  lines: number;
  leftOut: number;
}

/**
 * A logger for what can go wrong once per file or per attempt: of each message (a fixed text, not its
 * details) it writes 20 lines a minute. What is left out is counted in one line at the end of that
 * minute, so that a thousand files in trouble do not bury the line that says why.
 */
export class LimitedLogger {
  readonly #logger: Logger;
  readonly #windows = new Map<string, Window>();

  constructor(logger: Logger) {
    this.#logger = logger;
  }

  /** Not limited: what goes well is bounded by the work that is done. */
  info(details: object | string, message?: string): void {
    this.#write("info", details, message);
  }

  warn(details: object | string, message?: string): void {
    this.#limit("warn", details, message);
  }

  error(details: object | string, message?: string): void {
    this.#limit("error", details, message);
  }

  #limit(level: "warn" | "error", details: object | string, message: string | undefined): void {
    const text = message ?? (typeof details === "string" ? details : "");
    const window = this.#windows.get(text) ?? this.#open(text);
    window.lines++;
    if (window.lines <= LINES_MAX) this.#write(level, details, message);
    else window.leftOut++;
  }

  #open(text: string): Window {
    const window: Window = { lines: 0, leftOut: 0 };
    this.#windows.set(text, window);
    const close = (): void => {
      this.#windows.delete(text);
      const { leftOut } = window;
      if (leftOut === 0) return;
      this.#logger.warn({ message: text, leftOut }, "left out lines of one kind");
    };
    setTimeout(close, WINDOW_MS).unref();
    return window;
  }

  #write(level: "info" | "warn" | "error", details: object | string, message?: string): void {
    if (typeof details === "string") this.#logger[level](details);
    else this.#logger[level](details, message);
  }
}
