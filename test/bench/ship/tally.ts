import { LineCheck } from "./bench-line.ts";
import { bodyOf } from "./body-of.ts";
import { Delays } from "./delays.ts";
import type { SinkOrder, SinkReport } from "./sink-report.ts";
import { writtenMs } from "./timed-line.ts";

const NEWLINE = 0x0a;

/** Keeps account of what has come. */
export class Tally {
  readonly #order: SinkOrder;
  readonly #check: LineCheck;
  #delays = new Delays();
  #objects = 0;
  #receivedBytes = 0;
  #lines = 0;
  #lastMs = 0;

  constructor(order: SinkOrder) {
    this.#order = order;
    this.#check = new LineCheck(order.written ?? {});
  }

  /** @param received an object, as it came; its lines are whole */
  add(received: Buffer): void {
    const nowMs = Date.now();
    const { mode } = this.#order;
    this.#objects++;
    this.#receivedBytes += received.length;
    this.#lastMs = nowMs;
    if (mode === "discard") return;
    const body = bodyOf(received);
    this.#lines += linesOf(body);
    if (mode === "check") this.#check.add(body);
    if (mode === "delay") {
      for (const ms of writtenMs(body)) this.#delays.add(nowMs - ms);
    }
  }

  /** Forgets the delays so far: those of the start. */
  beginDelays(): void {
    this.#delays = new Delays();
  }

  get report(): SinkReport {
    const { mode } = this.#order;
    return {
      objects: this.#objects,
      receivedBytes: this.#receivedBytes,
      lines: this.#lines,
      lastMs: this.#lastMs,
      ...(mode === "check" && { verdict: this.#check.verdict }),
      ...(mode === "delay" && { delays: this.#delays.percentiles }),
    };
  }
}

function linesOf(body: Buffer): number {
  // A batch may have newlines between its lines alone.
  let lines = body.length > 0 && body.at(-1) !== NEWLINE ? 1 : 0;
  for (let at = body.indexOf(NEWLINE); at >= 0; at = body.indexOf(NEWLINE, at + 1)) lines++;
  return lines;
}
