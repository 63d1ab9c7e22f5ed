import { pipeline } from "node:stream/promises";
import type { Output } from "@sidecar-pair/runtime/command.ts";

/** Writes everything, no faster than it is taken; leaves the stream open. */
export async function writeAll(
  output: Output,
  parts: Iterable<string | Buffer> | AsyncIterable<string | Buffer>,
  signal: AbortSignal,
): Promise<void> {
  await pipeline(parts, output, { end: false, signal });
}

/** One line that is written over and over, on a terminal; elsewhere nothing at all. */
export class Progress implements Disposable {
  readonly #output: Output;
  #nextMs = 0;

  constructor(output: Output) {
    this.#output = output;
  }

  show(text: () => string): void {
    const nowMs = performance.now();
    if (!this.#output.isTTY || nowMs < this.#nextMs) return;
    this.#nextMs = nowMs + 100;
    this.#output.write(`\r\u{1B}[K${text()}`);
  }

  [Symbol.dispose](): void {
    if (this.#nextMs > 0) this.#output.write("\r\u{1B}[K");
  }
}
